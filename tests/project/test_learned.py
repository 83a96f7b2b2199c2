"""What was trained stays usable, whatever is drawn since."""

from pathlib import Path

import numpy as np
import pytest

from nndesigner.answers.inference import Inference
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design import edits
from nndesigner.design.options import DataOptions, Split, TrainingOptions
from nndesigner.network.builder import build
from nndesigner.network.weights import weights_of
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.project.learned import Learned, is_same_network
from tests.design.drawings import classifier, drawn, identity_of, layer

DESIGN = classifier(layer("dense", units=6))
FITTED = Fitted("samples", ({"do": "scale", "mean": [0.5], "factor": [2.0]},))
LEARNED = Learned(DESIGN, weights_of(build(DESIGN)), FITTED, 7)
WIDER = edits.set_parameters(DESIGN, [identity_of(DESIGN, "dense_1")], units=9)
OLD_FILE = Path(__file__).parents[1] / "files" / "format_2.nnd"


def test_a_drawing_that_moved_on_is_kept_beside_what_was_trained(tmp_path):
    save_project(Project(WIDER).with_training(LEARNED, None), tmp_path / "mine.nnd")
    found = open_project(tmp_path / "mine.nnd")
    assert found.design.nodes == WIDER.nodes and found.has_moved_on
    assert found.learned.design.nodes == DESIGN.nodes
    assert (found.learned.preparation, found.learned.epoch) == (FITTED, 7)
    images = np.random.default_rng(0).random((3, 1, 28, 28), np.float32)
    expected = Inference(LEARNED).predict(images)[0].values
    assert np.array_equal(Inference(found.predictor).predict(images)[0].values, expected)


def test_weights_of_older_files_belong_to_what_is_drawn():
    project = open_project(OLD_FILE)
    assert project.learned.design is project.design
    assert project.learned.preparation is not None and project.learned.epoch is None
    assert not project.has_moved_on


def test_before_a_training_the_drawing_predicts():
    project = Project(DESIGN)
    assert project.predictor is DESIGN and not project.has_moved_on


@pytest.mark.parametrize(
    "changed",
    [
        edits.rename(DESIGN, identity_of(DESIGN, "dense_1"), "hidden"),
        edits.move_nodes(DESIGN, {identity_of(DESIGN, "dense_1"): (9.0, 9.0)}),
        DESIGN.changed(training=DESIGN.training.changed(epochs=99, seed=5)),
    ],
)
def test_names_places_and_options_of_the_training_do_not_part_drawing_and_weights(changed):
    assert is_same_network(DESIGN, changed)


@pytest.mark.parametrize(
    "changed",
    [
        WIDER,
        edits.remove_nodes(DESIGN, [identity_of(DESIGN, "dense_1")]),
        edits.disconnect(DESIGN, DESIGN.links[:1]),
        DESIGN.changed(data=DESIGN.data.__class__(split=Split(validation_fraction=0.5))),
    ],
)
def test_layers_links_and_data_do(changed):
    assert not is_same_network(DESIGN, changed)


def test_a_training_that_learned_nothing_leaves_what_was_there():
    project = Project(DESIGN).with_training(LEARNED, {"epochs": []})
    assert project.with_training(None, {"failed": "no"}) is project
    assert Project(DESIGN).with_training(None, {"failed": "no"}).shown.history() == {"failed": "no"}


@pytest.mark.parametrize(("units", "is_same"), [(1, False), (2, True)])
def test_another_positive_class_parts_them_where_the_number_of_one_unit_would_mean_the_other_class(units, is_same):
    loss, last = ("binary_cross_entropy", "sigmoid") if units == 1 else ("cross_entropy", "softmax")
    design = drawn(layer("input", shape=(2,)), layer("dense", units=units, activation=last), "output").changed(
        training=TrainingOptions(loss=Loss.of_kind(loss)), data=DataOptions(Source.of_kind("moons"))
    )
    turned = design.changed(data=DataOptions(Source.of_kind("moons"), positive="upper"))
    assert is_same_network(design, turned) is is_same


@pytest.mark.parametrize(("name", "values"), [("dense_1", {"frozen": True}), ("dropout_1", {"rate": 0.75})])
def test_what_acts_only_while_it_learns_makes_it_no_other_network(name, values):
    design = classifier(layer("dense", units=6), layer("dropout"))
    changed = edits.set_parameters(design, [identity_of(design, name)], **values)
    assert changed != design
    assert is_same_network(design, changed)
    assert not is_same_network(design, edits.set_parameters(changed, [identity_of(design, "dense_1")], units=7))
