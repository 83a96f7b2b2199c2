"""The fitted preparation travels with the weights: a stranger gets our answers from raw rows."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch
from safetensors import safe_open

from nndesigner.answers.inference import Inference
from nndesigner.answers.loaded_data import read
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.catalog.sources.table import Table
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.data.preparing.pictures import changed
from nndesigner.data.preparing.prepared import Prepared, prepare
from nndesigner.data.samples import Records
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.design.starting import applied
from nndesigner.export import tensor_steps
from nndesigner.export.formats import export
from nndesigner.export.python_preparation import UnknownStep, printed_preparation
from nndesigner.export.trained import network_of
from nndesigner.network.builder import build
from nndesigner.network.weights import weights_of
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.project.learned import Learned
from tests.design.drawings import drawn, layer

STRANGER = """
import csv, importlib.util, json, sys
import torch
spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
exported = importlib.util.module_from_spec(spec)
spec.loader.exec_module(exported)
if sys.argv[2].endswith(".csv"):
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        separator = ";" if ";" in file.readline() else ","
        file.seek(0)
        raw = list(csv.DictReader(file, delimiter=separator))
else:
    raw = torch.load(sys.argv[2])
with torch.no_grad():
    answers = exported.load()(exported.prepare(raw))
restored = exported.restore(answers) if hasattr(exported, "restore") else answers
torch.save((exported.prepare(raw), answers, restored, getattr(exported, "CLASSES", None)), sys.argv[3])
assert not {"nndesigner", "polars", "numpy.testing"} & set(sys.modules)
"""


def stranger(code: Path, raw: Path) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, list[str] | None]:
    """What a Python without us makes of raw samples with the exported code."""
    answers = code.with_suffix(".pt")
    command = [sys.executable, "-I", "-W", "error", "-c", STRANGER, str(code), str(raw), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + code.read_text("utf-8")
    return torch.load(answers)


def project_of(design: Design, prepared: Prepared, folder: Path) -> Project:
    """A project with some weights, saved and opened again."""
    project = Project(design).with_training(Learned(design, weights_of(build(design)), prepared.fitted), None)
    save_project(project, folder / "mine.nnd")
    return open_project(folder / "mine.nnd")


HOUSES = Table(
    columns=[
        {"name": "age", "missing": 1},
        {"name": 'a "b"\nשלום', "low": 0.0},
        {"name": "place", "kind": "category", "categories": ["hill's", "sea"], "missing": 1},
        {"name": "price", "use": "target"},
    ]
)
STEPS = (
    ("fill_missing", {}),
    ("clip", {"columns": ["age"]}),
    ("log", {"columns": ['a "b"\nשלום', "price"]}),
    ("min_max", {"columns": ["age"]}),
    ("standardize", {"columns": ['a "b"\nשלום', "price"]}),
    ("one_hot", {}),
)


def houses(rows: int = 50) -> pl.DataFrame:
    chance = np.random.default_rng(0)
    ages: list[float | None] = chance.normal(40, 10, rows).tolist()
    places: list[str | None] = chance.choice(["hill's", "sea"], rows).tolist()
    ages[3] = places[4] = None
    amounts = chance.lognormal(2, 1, rows)
    return pl.DataFrame({"age": ages, 'a "b"\nשלום': amounts, "place": places, "price": 3 * amounts})


def test_a_stranger_answers_raw_rows_of_a_table_as_we_do(tmp_path):
    data = DataOptions(HOUSES, preparation=tuple(Preparation.of_kind(*step) for step in STEPS))
    prepared = prepare(Records(houses(), houses()), data, 0)
    project = project_of(regression(4, data), prepared, tmp_path)
    export(project.predictor, "python", tmp_path / "houses.py")
    houses().drop("price").write_csv(tmp_path / "raw.csv")
    samples, answers, restored, _ = stranger(tmp_path / "houses.py", tmp_path / "raw.csv")
    assert np.allclose(samples, prepared.test_inputs, atol=1e-6)
    with torch.no_grad():
        expected = network_of(project.predictor)(torch.from_numpy(prepared.test_inputs))
    assert torch.allclose(answers, expected, atol=1e-6)
    (_, log), (_, scale) = [(step["do"], step["columns"]) for step in prepared.fitted.of_targets().steps]
    shift, factor = scale["price"][:2]
    assert "price" in log
    unit = expected / factor + shift
    assert torch.allclose(restored, unit.sign() * unit.abs().expm1(), rtol=1e-5)


def plants(decimal: str, separator: str, missing: str, spaces: str) -> str:
    chance = np.random.default_rng(3)
    rows = [separator.join(("height", f"width{spaces}", "soil", "wet"))]
    for number in range(40):
        height, width = (str(round(each, 3)).replace(".", decimal) for each in chance.uniform(1, 2000, 2))
        soil = chance.choice(["clay", "NAture"]) if number % 9 else missing
        fields = (height if number % 7 else missing, width, soil, "yes" if number % 2 else "no")
        rows.append(separator.join(f"{spaces}{field}{spaces}" for field in fields))
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("decimal", "separator", "missing", "spaces", "mark"),
    [
        (".", ",", "NA", "", ""),
        (".", ",", "?", "  ", ""),
        (",", ";", "n/a", "", ""),
        (".", ",", "", "", "\ufeff"),
    ],
)
def test_a_stranger_reads_the_file_that_was_learned_as_we_do(tmp_path, decimal, separator, missing, spaces, mark):
    path = tmp_path / "plants.csv"
    path.write_text(mark + plants(decimal, separator, missing, spaces), "utf-8")
    design = applied(Design(), propose(path).data)
    prepared = prepare(load(design.data.source), design.data, 0)
    project = project_of(design, prepared, tmp_path)
    export(project.predictor, "python", tmp_path / "plants.py")
    _, answers, _, classes = stranger(tmp_path / "plants.py", path)
    ours = Inference(project.learned).predict(read(project.learned, project.design.data).fed[0])[0]
    assert classes == ["no", "yes"] and len(answers) == 40
    assert np.allclose(answers, ours.values[:, 1:], atol=1e-6)  # of the positive class


def test_a_column_that_is_not_there_is_told_and_never_filled():
    names: dict[str, object] = {}
    exec(
        "import math\nimport torch\nfrom torch import Tensor\nfrom typing import Any\n" + printed_preparation(FITTED),
        names,
    )
    assert names["prepare"]([{" a ": "?"}, {"a": 1}]).tolist() == [[2.5], [1.0]]
    with pytest.raises(ValueError, match="Row 2: There is no column 'a' among 'A'"):
        names["prepare"]([{"a": ""}, {"A": 1}])


def test_a_stranger_reads_texts_as_we_do(tmp_path):
    columns = [
        {"name": "text", "kind": "text"},
        {"name": "kind", "kind": "category", "categories": ["ham", "spam"], "use": "target"},
    ]
    step = Preparation.of_kind("tokens", {"length": 7, "size": 9})
    data = DataOptions(Table(columns=columns), preparation=(step,))
    texts = ["It's ÜBER here", "plain, plain words; more than seven of them, I say", "", "İstanbul ΟΔΟΣ"] * 6
    raw = pl.DataFrame({"text": texts, "kind": ["ham", "spam"] * 12})
    prepared = prepare(Records(raw, raw), data, 0)
    design = drawn(
        layer("input", shape=(7,), contents="symbols"),
        layer("embedding", vocabulary=9, features=3),
        "flatten",
        layer("dense", units=2, activation="softmax"),
        "output",
    ).changed(data=data)
    project = project_of(design, prepared, tmp_path)
    export(project.predictor, "python", tmp_path / "texts.py")
    with (tmp_path / "raw.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])
    samples, answers, _, classes = stranger(tmp_path / "texts.py", tmp_path / "raw.csv")
    assert np.array_equal(samples, prepared.test_inputs)
    with torch.no_grad():
        assert torch.allclose(answers, network_of(project.predictor)(torch.from_numpy(prepared.test_inputs)), atol=1e-6)
    assert classes == ["ham", "spam"]


def test_a_stranger_prepares_pictures_as_we_do(tmp_path):
    steps = (("gray", {}), ("resize", {"height": 14, "width": 10}), ("standardize", {}))
    data = DataOptions(Mnist(training_samples=1000), preparation=tuple(Preparation.of_kind(*step) for step in steps))
    raw = load(data.source).first(1000, test=20)
    prepared = prepare(raw, data, 0)
    design = drawn(
        layer("input", shape=(1, 14, 10)), "flatten", layer("dense", units=10, activation="softmax"), "output"
    ).changed(data=data)
    project = project_of(design, prepared, tmp_path)
    export(project.predictor, "python", tmp_path / "pictures.py")
    torch.save(torch.from_numpy(raw.test_inputs), tmp_path / "raw.pt")
    samples, answers, _, _ = stranger(tmp_path / "pictures.py", tmp_path / "raw.pt")
    assert np.allclose(samples, prepared.test_inputs, atol=1e-5)
    with torch.no_grad():
        assert torch.allclose(answers, network_of(project.predictor)(torch.from_numpy(prepared.test_inputs)), atol=1e-5)


def test_colours_become_the_same_gray():
    pictures = np.random.default_rng(0).random((5, 3, 4, 6)).astype(np.float32)
    assert np.allclose(tensor_steps.gray(torch.from_numpy(pictures)), changed(pictures, {"do": "gray"}), atol=1e-6)


def regression(features: int, data: DataOptions) -> Design:
    """One unit that tells a number."""
    design = drawn(layer("input", shape=(features,)), layer("dense", units=1, activation="linear"), "output")
    return design.changed(data=data, training=TrainingOptions(loss=MeanSquaredError()))


FITTED = Fitted("table", ({"do": "fill", "columns": {"a": 2.5}},), ("a",), (), ("a",), ("b",), (), ("?",), ",")


@pytest.mark.parametrize("name", ["safetensors", "torch", "npz"])
def test_weights_bring_the_preparation_along(tmp_path, name):
    columns = [{"name": "a"}, {"name": "b", "use": "target"}]
    design = regression(1, DataOptions(Table(columns=columns)))
    weights = weights_of(build(design))
    export(Learned(design, weights, FITTED), name, tmp_path / "mine.weights")
    if name == "safetensors":
        with safe_open(tmp_path / "mine.weights", "np") as file:
            found = json.loads(file.metadata()["preparation"])
    else:
        found = json.loads((tmp_path / "mine.preparation.json").read_text("utf-8"))
    assert Fitted.from_plain(found) == FITTED
    assert found["meaning"] == {"fill": "This value where there is none."} and "numbers" in found["about"]
    export(Learned(design, weights), name, tmp_path / "plain.weights")
    assert not (tmp_path / "plain.preparation.json").exists()


@pytest.mark.parametrize(
    "fitted",
    [
        Fitted("table", ({"do": "__import__('os')", "columns": {"a": 1}},)),
        Fitted("samples", ({"do": "resize", "height": "exit()", "width": 3},)),
    ],
)
def test_steps_from_strangers_never_become_code(fitted):
    with pytest.raises(UnknownStep, match="does not know the step"):
        printed_preparation(fitted)


def test_names_from_strangers_stay_texts():
    odd = '"]; import os; os.abort() #\n'
    printed = printed_preparation(Fitted("table", ({"do": "fill", "columns": {odd: odd}},), (), (odd,), (odd,)))
    compile(printed, "printed", "exec")
    assert odd not in printed and repr(odd) in printed
