"""Two classes learned by one unit: what is learned, measured and predicted."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_score, recall_score

from nndesigner.answers.inference import Inference, Predictions
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.sources.source import Source
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.design.goals import goals
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.training.events import Finished
from nndesigner.training.objective import Aim
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import drawn, layer

CLOUDS = Source.of_kind("gaussians", {"clouds": 2, "noise": 0.5, "samples": 400})
HIDDEN = layer("dense", units=8, activation="tanh")


def with_one_unit(
    loss: str, activation: str, *hidden: Layer, source: Source = CLOUDS, positive: str = "", epochs: int = 15
) -> Design:
    last = layer("dense", units=1, activation=activation)
    return drawn(layer("input", shape=(2,)), *hidden, last, "output").changed(
        training=TrainingOptions(
            loss=Loss.of_kind(loss),
            optimizer=Optimizer.of_kind("sgd", {"learning_rate": 0.1}),
            settings=Settings(batch_size=16, epochs=epochs),
        ),
        data=DataOptions(source, Split(validation_fraction=0.1, test_fraction=0.5), positive=positive),
    )


def trained(design: Design) -> Finished:
    *_, last = prepare(Order(design, "cpu")).events()
    assert isinstance(last, Finished)
    return last


def predicted(design: Design, finished: Finished) -> tuple[Predictions, np.ndarray]:
    """What the network answers to the samples that it was tested with, and what it should have."""
    samples = load(design.data.source)
    assert len(samples.test_inputs)
    (answers,) = Inference(finished.learned).predict(samples.test_inputs)
    return answers, samples.test_targets


LEARNED = [
    ("binary_cross_entropy", "sigmoid", (0, 1)),
    ("perceptron", "step", (0, 1)),
    ("perceptron", "bipolar_step", (-1, 1)),
    ("hinge", "linear", (-1, 1)),
    ("hinge", "tanh", (-1, 1)),
    ("mse", "sigmoid", (0, 1)),
    ("half_squared_error", "sigmoid", (0, 1)),
    ("mse", "linear", (0, 1)),
    ("mse", "tanh", (-1, 1)),
    ("mae", "linear", (0, 1)),
    ("huber", "bipolar_step", (-1, 1)),
    ("wasserstein", "tanh", (-1, 1)),
]


@pytest.mark.parametrize(("loss", "activation", "code"), LEARNED)
def test_classes_are_written_for_one_unit_as_its_activation_and_the_loss_have_it(loss, activation, code):
    (goal,) = goals(with_one_unit(loss, activation))
    assert goal.unit and (goal.unit.low, goal.unit.high) == code


@pytest.mark.parametrize(("loss", "activation", "code"), [each for each in LEARNED if each[0] != "huber"])
def test_one_unit_learns_two_classes(loss, activation, code):
    finished = trained(with_one_unit(loss, activation))
    least = 0.75 if loss == "perceptron" else 0.8  # the clouds overlap, and its line never comes to rest
    assert finished.test["accuracy"] > least
    assert finished.train["accuracy"] > least


@pytest.mark.parametrize("positive", ["", "cloud 1", "cloud 2"])
@pytest.mark.parametrize(("loss", "activation"), [("binary_cross_entropy", "sigmoid"), ("hinge", "linear")])
def test_metrics_are_those_of_the_positive_class_by_hand_and_in_scikit_learn(loss, activation, positive):
    design = with_one_unit(loss, activation, positive=positive, epochs=1)
    names = design.data.class_names()
    assert names == ("cloud 1", "cloud 2")
    finished = trained(design)
    answers, truths = predicted(design, finished)
    number = names.index(positive or "cloud 2")
    found, wanted = answers.judged.argmax(-1) == number, truths == number
    right, false_alarms, missed = (found & wanted).sum(), (found & ~wanted).sum(), (~found & wanted).sum()
    assert min(false_alarms, missed) > 0
    assert finished.test["precision"] == pytest.approx(right / (right + false_alarms))
    assert finished.test["recall"] == pytest.approx(right / (right + missed))
    assert finished.test["f1"] == pytest.approx(2 * right / (2 * right + false_alarms + missed))
    given = wanted, found
    assert finished.test["precision"] == pytest.approx(precision_score(*given))
    assert finished.test["recall"] == pytest.approx(recall_score(*given))
    assert finished.test["f1"] == pytest.approx(f1_score(*given))
    assert finished.test["accuracy"] == pytest.approx(accuracy_score(*given))
    assert finished.confusion is not None
    assert finished.confusion.tolist() == confusion_matrix(truths, answers.judged.argmax(-1)).tolist()


def test_the_positive_class_does_not_change_how_well_is_learned():
    second, first = (
        trained(with_one_unit("binary_cross_entropy", "sigmoid", positive=name)) for name in ("", "cloud 1")
    )
    assert first.test["accuracy"] == pytest.approx(second.test["accuracy"], abs=0.03)
    assert first.test["precision"] != second.test["precision"]


@pytest.mark.parametrize("positive", ["", "cloud 1"])
def test_both_classes_have_probabilities(positive):
    design = with_one_unit("binary_cross_entropy", "sigmoid", HIDDEN, positive=positive)
    answers, truths = predicted(design, trained(design))
    assert answers.values.shape == (len(truths), 2)
    assert answers.are_probabilities
    assert answers.values.sum(axis=1) == pytest.approx(1)
    likelier = answers.values.argmax(axis=1)
    assert (likelier == answers.judged.argmax(axis=1)).all()
    assert (likelier == truths).mean() > 0.9


@pytest.mark.parametrize(("loss", "activation"), [("hinge", "linear"), ("perceptron", "step")])
def test_answers_that_are_no_probabilities_stand_opposite_one_another(loss, activation):
    design = with_one_unit(loss, activation)
    answers, truths = predicted(design, trained(design))
    low, high = answers.limits()
    assert not answers.are_probabilities
    assert answers.values.sum(axis=1) == pytest.approx(low + high)
    assert (answers.values.argmax(axis=1) == truths).mean() > 0.9


def test_wrong_answers_are_those_that_the_test_counts():
    design = with_one_unit("binary_cross_entropy", "sigmoid", epochs=1)
    finished = trained(design)
    answers, truths = predicted(design, finished)
    wrong = answers.errors(truths, truths)
    assert 1 - wrong.mean() == pytest.approx(finished.test["accuracy"])
    assert 0 < wrong.sum() < len(wrong)


def test_exactly_in_the_middle_the_positive_class_is_predicted_as_the_step_fires_at_zero():
    zeros = layer("dense", units=1, activation="sigmoid", initializer={"kind": "zeros"})
    for positive, number in (("", 1), ("cloud 1", 0)):
        design = with_one_unit("binary_cross_entropy", "sigmoid", positive=positive)
        last = design.node_named("dense_1")
        nodes = {**design.nodes, last.id: replace(last, layer=zeros)}
        (answers,) = Inference(design.changed(nodes=nodes)).predict(load(CLOUDS).test_inputs)
        assert (answers.values == 0.5).all()
        assert (answers.judged.argmax(-1) == number).all()


def test_two_units_keep_the_average_over_both_classes():
    design = with_one_unit("binary_cross_entropy", "sigmoid", epochs=1)
    two = layer("dense", units=2, activation="softmax")
    last = design.node_named("dense_1")
    design = design.changed(
        nodes={**design.nodes, last.id: replace(last, layer=two)},
        training=replace(design.training, loss=Loss.of_kind("cross_entropy")),
    )
    finished = trained(design)
    answers, truths = predicted(design, finished)
    assert goals(design)[0].unit is None
    expected = precision_score(truths, answers.judged.argmax(-1), average="macro")
    assert finished.test["precision"] == pytest.approx(expected)


def test_with_balanced_weights_a_sample_of_the_rarer_class_counts_more():
    design = with_one_unit("binary_cross_entropy", "sigmoid")
    balanced = Loss.of_kind("binary_cross_entropy", {"class_weights": "balanced"})
    (goal,) = goals(design.changed(training=replace(design.training, loss=balanced)))
    targets, scores = torch.tensor([0, 0, 0, 1]), torch.tensor([[0.5], [-1.0], [2.0], [0.25]])
    weights = torch.tensor([4 / (2 * 3), 4 / (2 * 1)])
    alone = [math.log1p(math.exp(z if target == 0 else -z)) for z, target in ((0.5, 0), (-1.0, 0), (2.0, 0), (0.25, 1))]
    expected = (sum(alone[:3]) * weights[0] + alone[3] * weights[1]) / 4
    loss = Aim(goal, "cpu", class_weights=weights).loss(scores, scores.sigmoid(), targets)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_balanced_weights_find_more_of_a_rare_class(tmp_path):
    random = np.random.default_rng(0)
    is_rare = random.random(600) < 0.1
    path = tmp_path / "rare.csv"
    x = random.normal(is_rare * 1.5, 1.0)
    pl.DataFrame({"x": x, "kind": np.where(is_rare, "rare", "common")}).write_csv(path)
    data = propose(path).data
    design = drawn(layer("input", shape=(1,)), layer("dense", units=1, activation="sigmoid"), "output")
    recalls = []
    for chosen in ("equal", "balanced"):
        loss = Loss.of_kind("binary_cross_entropy", {"class_weights": chosen})
        training = replace(with_one_unit("mse", "sigmoid").training, loss=loss)
        recalls.append(trained(design.changed(training=training, data=replace(data, positive="rare"))).test["recall"])
    assert recalls[0] < 0.4 < 0.6 < recalls[1]


def test_weights_of_two_classes_change_nothing_where_each_has_a_unit():
    two = drawn(layer("input", shape=(2,)), layer("dense", units=2, activation="sigmoid"), "output")
    losses = []
    for chosen in ("equal", "balanced"):
        design = with_one_unit("binary_cross_entropy", "sigmoid", epochs=1)
        loss = Loss.of_kind("binary_cross_entropy", {"class_weights": chosen})
        losses.append(trained(two.changed(training=replace(design.training, loss=loss), data=design.data)).test["loss"])
    assert losses[0] == losses[1]
