"""What leaves of a network whose one unit learned two classes says what its number means."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest
import torch
from safetensors import safe_open

from nndesigner.answers.inference import Inference
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.prepared import prepare
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.design.starting import applied
from nndesigner.export.formats import export
from nndesigner.network.builder import build
from nndesigner.network.weights import weights_of
from nndesigner.project.learned import Learned
from tests.design.drawings import drawn, layer
from tests.training.adversaries import gan

ACROSS = {"kind": "given", "weights": [1.0, 1.0], "biases": [0.0]}


def with_one_unit(loss: str, activation: str, positive: str = "") -> Design:
    last = layer("dense", units=1, activation=activation, initializer=ACROSS)
    return drawn(layer("input", shape=(2,)), last, "output").changed(
        training=TrainingOptions(loss=Loss.of_kind(loss)),
        data=DataOptions(Source.of_kind("gaussians", {"clouds": 2}), positive=positive),
    )


def exported(network: Learned, folder: Path) -> ModuleType:
    export(network, "python", folder / "exported.py")
    spec = importlib.util.spec_from_file_location("exported", folder / "exported.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trained(design: Design) -> Learned:
    return Learned(design, weights_of(build(design)))


@pytest.mark.parametrize("positive", ["", "cloud 1"])
@pytest.mark.parametrize(
    ("loss", "activation"), [("binary_cross_entropy", "sigmoid"), ("hinge", "linear"), ("perceptron", "bipolar_step")]
)
def test_the_code_names_the_class_that_we_name(tmp_path, loss, activation, positive):
    design = with_one_unit(loss, activation, positive)
    code = exported(trained(design), tmp_path)
    samples = load(design.data.source).inputs
    with torch.no_grad():
        answers = code.load()(torch.from_numpy(samples))
    (ours,) = Inference(trained(design)).predict(samples)
    named = [design.data.class_names()[number] for number in ours.judged.argmax(-1)]
    assert answers.shape == (len(samples), 1)
    assert code.CLASSES == ["cloud 1", "cloud 2"]
    assert code.class_names(answers) == named
    assert len(set(named)) == 2


@pytest.mark.parametrize(
    ("loss", "activation", "positive", "words"),
    [
        (
            *("binary_cross_entropy", "sigmoid", ""),
            "The number is the probability of CLASSES[1]; what is missing to 1 is that of CLASSES[0].",
        ),
        (
            *("binary_cross_entropy", "sigmoid", "cloud 1"),
            "The number is the probability of CLASSES[0]; what is missing to 1 is that of CLASSES[1].",
        ),
        (
            *("hinge", "linear", ""),
            "The number means CLASSES[1] from 0 on: 1 stands for CLASSES[1], -1 for CLASSES[0].",
        ),
    ],
)
def test_the_code_says_what_the_number_means(tmp_path, loss, activation, positive, words):
    code = exported(trained(with_one_unit(loss, activation, positive)), tmp_path)
    assert words in (code.Network.__doc__ or "")


def test_two_units_need_no_words_and_no_function(tmp_path):
    design = with_one_unit("binary_cross_entropy", "sigmoid")
    design = drawn(layer("input", shape=(2,)), layer("dense", units=2, activation="softmax"), "output").changed(
        data=design.data
    )
    code = exported(trained(design), tmp_path)
    assert not hasattr(code, "class_names")
    assert "CLASSES" not in (code.Network.__doc__ or "")


def test_weights_say_what_the_number_means(tmp_path):
    export(
        trained(with_one_unit("binary_cross_entropy", "sigmoid", "cloud 1")), "safetensors", tmp_path / "w.safetensors"
    )
    with safe_open(tmp_path / "w.safetensors", "np") as file:
        answers = json.loads(file.metadata()["outputs"])
    assert answers["output"]["CLASSES"] == ["cloud 1", "cloud 2"]
    assert answers["output"]["positive"] == "cloud 1"
    assert answers["output"]["positive from"] == 0.5


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    months = random.integers(1, 60, 80)
    pl.DataFrame(
        {
            "plan": random.choice(["basic", "plus"], 80),
            "months": months,
            "churned": np.where(months < 20, "yes", "no"),
        }
    ).write_csv(tmp_path / "customers.csv")
    return tmp_path / "customers.csv"


def test_the_code_of_a_table_prepares_rows_and_names_their_class(tmp_path, customers):
    design = applied(Design(), propose(customers).data)
    prepared = prepare(load(design.data.source), design.data, 0)
    network = Learned(design, weights_of(build(design)), prepared.fitted)
    code = exported(network, tmp_path)
    rows = pl.read_csv(customers).select("plan", "months").cast(pl.String).to_dicts()
    answers = code.load()(code.prepare(rows))
    assert code.CLASSES == ["no", "yes"]
    assert set(code.class_names(answers)) <= {"no", "yes"}
    assert code.class_names(torch.tensor([[0.2], [0.5], [0.9]])) == ["no", "yes", "yes"]
    export(network, "npz", tmp_path / "w.npz")
    beside = json.loads((tmp_path / "w.preparation.json").read_bytes())
    assert beside["classes"] == ["no", "yes"]
    assert beside["outputs"]["output"]["positive"] == "yes"


@pytest.mark.parametrize(
    ("loss", "meaning"),
    [("binary_cross_entropy", "probability that a sample is real"), ("wasserstein", "score of a sample")],
)
def test_the_code_of_a_gan_judges_given_samples_and_then_as_many_generated_ones(tmp_path, loss, meaning):
    design = gan(loss)
    code = exported(trained(design), tmp_path)
    samples = load(design.data.source).inputs[:5]
    with torch.no_grad():
        answers = code.load()(torch.from_numpy(samples))
        again = code.load()(torch.from_numpy(samples))
    assert answers.shape == (10, 1) and torch.equal(answers[:5], again[:5])
    assert not torch.equal(answers[5:], again[5:])
    (predictions,) = Inference(trained(design)).predict(samples)
    assert np.allclose(answers[:5, 0], predictions.values[:, 1], atol=1e-6)
    assert meaning in code.Network.__doc__ and not hasattr(code, "class_names")
