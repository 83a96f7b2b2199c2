"""A project written and read again is the same project, also what this version does not know about it."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.answers.inference import Inference
from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.project.file import Project, ProjectError, open_project, save_project
from nndesigner.project.learned import Learned
from nndesigner.project.older import run_of
from nndesigner.training.history import History
from tests.design.drawings import branched, classifier, identity_of

GOLDEN = Path(__file__).parents[1] / "files" / "format_1.nnd"


def plain_of(path: Path) -> dict:
    return json.loads(zipfile.ZipFile(path).read("project.json"))


def written(path: Path, plain: object) -> Path:
    path.write_text(json.dumps(plain), encoding="utf-8")
    return path


def test_a_project_comes_back_as_it_was_saved(tmp_path):
    design = classifier("dense", "dropout")
    weights = {"n3.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "n3.count": np.array(7)}
    project = Project(design, extra={"about": {"title": "Mine"}})
    project = project.with_training(Learned(design, weights), {"epochs": [], "title": "ü"})
    save_project(project, tmp_path / "mine.nnd")
    found = open_project(tmp_path / "mine.nnd")
    assert found.design == design
    assert (found.shown.history(), found.extra) == ({"epochs": [], "title": "ü"}, project.extra)
    assert found.learned is not None and found.learned.weights.keys() == weights.keys()
    for name, values in weights.items():
        assert found.learned.weights[name].dtype == values.dtype
        assert np.array_equal(found.learned.weights[name], values)


def test_equal_projects_give_equal_bytes(tmp_path):
    project = Project(branched()).with_training(Learned(branched(), {"n2.weight": np.zeros((4, 4))}), None)
    for name in ("first.nnd", "second.nnd"):
        save_project(project, tmp_path / name)
    assert (tmp_path / "first.nnd").read_bytes() == (tmp_path / "second.nnd").read_bytes()


KINDS = [kind for kind in entries("layer") if kind not in ("input", "output")]


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Layers anywhere on the canvas, with any names, linked where a link is allowed."""
    design = Design()
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.tuples(*[st.floats(-1e6, 1e6)] * 2))
        layer = draw(
            st.sampled_from([Layer.of_kind(kind) for kind in KINDS] + [Unknown.keeping("later", {"é": [None]})])
        )
        design, identity = edits.add_node(design, layer, place)
        name = draw(st.text(st.characters(codec="utf-8"), max_size=20))
        if " ".join(name.split()) and not design.node_named(" ".join(name.split())):
            design = edits.rename(design, identity, name)
    for source, target in draw(st.lists(st.tuples(*[st.sampled_from(sorted(design.nodes) or [""])] * 2), max_size=8)):
        if source and not edits.why_not_connect(design, source, target):
            design = edits.connect(design, source, target)
    batch_size = draw(st.integers(1, 1000))
    return design.changed(training=design.training.changed(batch_size=batch_size))


@given(designs())
@settings(max_examples=60)
def test_every_design_comes_back_as_it_was_saved(tmp_path, design):
    for name in ("any.nnd", "any.json"):
        save_project(Project(design), tmp_path / name)
        found = open_project(tmp_path / name).design
        assert found.changed(links=tuple(sorted(found.links))) == design.changed(links=tuple(sorted(design.links)))


def test_the_golden_file_of_format_1_opens():
    project = open_project(GOLDEN)
    kinds = {node.layer.stored_kind() for node in project.design.nodes.values()}
    assert {"conv2d", "batch_norm", "concatenate", "glow2d"} <= kinds
    assert project.design.training.optimizer.kind == "sgd"
    assert (project.design.training.batch_size, project.design.training.seed) == (64, 7)
    assert project.learned is not None and project.learned.weights["n2.weight"].shape == (2, 1, 3, 3)
    assert len(History.from_plain(project.shown.history())) == 2


def test_the_golden_file_of_format_2_opens():
    project = open_project(GOLDEN.with_name("format_2.nnd"))
    outputs = project.design.of_kind("output")
    assert len(outputs) == 2
    assert [step.kind for step in project.design.data.preparation][-2:] == ["one_hot", "standardize"]
    file = project.design.data.source.file
    assert Path(file.path).name == "churn.csv" and Path(file.path).parent == GOLDEN.parent
    assert project.learned.preparation is not None
    assert len(History.from_plain(project.shown.history())) == 22


def test_the_golden_file_of_format_3_opens():
    project = open_project(GOLDEN.with_name("format_3.nnd"))
    learned = project.learned
    (drawn, trained) = (design.of_kind("dense")[0].layer.units for design in (project.design, learned.design))
    assert (drawn, trained) == (4, 3) and project.has_moved_on
    assert (learned.epoch, learned.preparation.classes) == (6, ("no", "yes"))
    assert (project.design.data.positive, project.design.data.split.folds) == ("no", 3)
    assert Path(learned.design.data.source.file.path).parent == GOLDEN.parent
    (prediction,) = Inference(learned).predict(np.zeros((1, 4), np.float32))
    assert prediction.values.sum() == pytest.approx(1)


def test_unknown_layers_are_written_back_with_their_parameters_and_weights(tmp_path):
    save_project(open_project(GOLDEN), tmp_path / "again.nnd")
    before, after = plain_of(GOLDEN), plain_of(tmp_path / "again.nnd")
    glow = next(node for node in after["networks"]["main"]["nodes"] if node["kind"] == "glow2d")
    assert glow["parameters"] == {"strength": 0.5, "colours": ["red", None, {"deep": [1, 2]}]}
    weights = open_project(tmp_path / "again.nnd").learned.weights
    assert weights is not None and weights["n5.glow"] == 0.5 and not weights["n5_inner.mask"][1]
    assert holds({**after, "format": 1}, before)


def holds(whole: Any, part: Any) -> bool:
    """Whether everything in `part` is in `whole` too."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and holds(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return len(whole) == len(part) and all(holds(*pair) for pair in zip(whole, part, strict=True))
    return bool(whole == part)


def test_what_is_unknown_at_the_top_and_about_networks_is_written_back(tmp_path):
    project = open_project(GOLDEN)
    renamed = edits.rename(project.design, identity_of(project.design, "conv_1"), "edges")
    save_project(project.with_design(renamed), tmp_path / "again.nnd")
    plain = plain_of(tmp_path / "again.nnd")
    assert plain["invented_later"] == [1, {"x": None}]
    assert plain["networks"]["discriminator"] == {"nodes": [], "later": True}
    assert plain["networks"]["main"]["frames"] == [{"title": "head"}]
    assert "edges" in [node["name"] for node in plain["networks"]["main"]["nodes"]]


def test_what_a_file_does_not_say_gets_its_default(tmp_path):
    node = {"id": "n1", "kind": "dense"}
    design = open_project(
        written(tmp_path / "short.json", {"format": 1, "networks": {"main": {"nodes": [node]}}})
    ).design
    assert design.nodes["n1"].layer == Layer.of_kind("dense")
    assert (design.nodes["n1"].name, design.training, design.data) == ("n1", Design().training, Design().data)


def test_a_plain_json_file_is_a_project_too_and_saves_as_one(tmp_path):
    save_project(Project(branched(), extra={"about": "x"}), tmp_path / "plain.json")
    assert json.loads((tmp_path / "plain.json").read_text("utf-8"))["format"] == 4
    assert open_project(tmp_path / "plain.json").design.nodes == branched().nodes


def test_weights_are_not_lost_by_saving_them_as_json(tmp_path):
    project = Project(branched()).with_training(Learned(branched(), {"n2.weight": np.zeros(1)}), None)
    with pytest.raises(ProjectError, match=r"no room for weights. Save as mine.nnd instead"):
        save_project(project, tmp_path / "mine.json")
    assert not list(tmp_path.iterdir())


def test_curves_that_could_not_be_read_again_are_refused_before_anything_is_there(tmp_path):
    run = replace(run_of(branched(), None, {}), curves=b'{"loss": [NaN]}')
    with pytest.raises(ProjectError, match="was not saved"):
        save_project(Project(branched(), (run,)), tmp_path / "mine.nnd")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"format": 99, "networks": {"main": {}}}, "newer version of nndesigner"),
        ({"format": True, "networks": {"main": {}}}, '"format": 4'),
        ({"networks": {"main": {}}}, '"format": 4'),
        ({"format": 1}, 'a network called "main"'),
        ({"format": 1, "networks": {"main": []}}, 'a network called "main"'),
        ([], "an object with names and values"),
        ({"format": 1, "networks": {"main": {"nodes": 7}}}, "should be a list"),
        (
            {"format": 1, "networks": {"main": {"nodes": [{"id": "n1", "kind": "dense", "parameters": {"units": 0}}]}}},
            "1",
        ),
        ({"format": 1, "networks": {"main": {}}, "training": {"loss": {"kind": "os.system"}}}, "no loss called"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, plain, words):
    path = written(tmp_path / "odd.json", plain)
    with pytest.raises(ProjectError, match=r"odd\.json") as refusal:
        open_project(path)
    assert words in str(refusal.value)


@pytest.mark.parametrize("name", ["missing.nnd", "", "a\0b", "x" * 300])
def test_a_missing_file_is_a_project_error(tmp_path, name):
    with pytest.raises(ProjectError):
        open_project(tmp_path / name)
