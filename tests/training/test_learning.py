"""What changes how a network learns: goals, schedules, regularization, limits, early stopping, precision."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Progress, Schedule
from nndesigner.catalog.sources.source import Source
from nndesigner.data.samples import Samples
from nndesigner.design import edits
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, EarlyStopping, Split, TrainingOptions
from nndesigner.network.weights import weights_of
from nndesigner.training.events import EpochDone, Finished, Started, StepDone
from nndesigner.training.order import Order
from nndesigner.training.precision import Precision
from nndesigner.training.run import Run, prepare
from tests.design.drawings import drawn, identity_of, layer
from tests.training.designs import losses, of_kind, trainable


def changed(design: Design, **options: Any) -> Design:
    """The same design with other training options, settings among them."""
    settings = {
        name: options.pop(name) for name in list(options) if name in type(design.training.settings).model_fields
    }
    training = replace(design.training, **options).changed(**settings)
    return design.changed(training=training)


def steps(design: Design, digits: Samples, number: int = 3) -> Run:
    """A run after so many steps."""
    run = prepare(Order(design, "cpu"), samples=digits)
    events = run.events()
    for _ in range(number):
        next(event for event in events if isinstance(event, StepDone))
    return run


def weights_after(design: Design, digits: Samples, number: int = 3) -> dict[str, np.ndarray]:
    return weights_of(steps(design, digits, number).network)


def finished(run: Run) -> Finished:
    (event,) = of_kind(run.events(), Finished)
    return event


PLAIN = trainable(layer("dense", units=8), optimizer="sgd", learning_rate=0.1, momentum=0.0, batch_size=50)


TEN = layer("dense", units=10, activation="softmax")
PIXELS = layer("dense", units=784, activation="sigmoid")
SAMPLES = layer("output", learns="samples")
ONE, FOUR = (layer("dense", units=units, activation="linear") for units in (1, 4))


# goals


def two_headed() -> Design:
    """An encoder that is shared by a classifier and a decoder, each with a loss of its own."""
    design = drawn("input", "flatten", layer("dense", units=16), TEN, "output")
    decoder = PIXELS
    design, identity = edits.add_node(design, decoder, (336.0, 216.0), "decoder")
    design = edits.connect(design, identity_of(design, "dense_1"), identity)
    head = layer("output", learns="samples", loss="binary_cross_entropy", weight=0.5)
    design, output = edits.add_node(design, head, (336.0, 288.0), "picture")
    return edits.connect(design, identity, output)


def test_two_outputs_learn_side_by_side(digits: Samples) -> None:
    assert check(two_headed()).problems == ()
    run = prepare(Order(changed(two_headed(), epochs=3, batch_size=50), "cpu"), samples=digits)
    events = list(run.events())
    first, last = of_kind(events, EpochDone)[0], of_kind(events, EpochDone)[-1]
    for name in ("loss/output", "loss/picture", "loss"):
        assert last.train[name] < first.train[name]
    whole = last.train["loss/output"] + 0.5 * last.train["loss/picture"]
    assert last.train["loss"] == pytest.approx(whole, rel=1e-5)
    assert last.validation["accuracy/output"] > 0.5
    assert {"mse/picture", "r2/picture"} <= last.validation.keys()
    reading = of_kind(events, StepDone)[0].readings["loss"]
    assert set(reading.of_outputs) == {"output", "picture"}
    (end,) = of_kind(events, Finished)
    assert end.confusion is not None and end.confusion.sum() == 200


def test_an_output_may_have_an_optimizer_of_its_own(digits: Samples) -> None:
    design = two_headed()
    design = edits.set_parameters(design, [identity_of(design, "picture")], optimizer="rmsprop")
    run = prepare(Order(changed(design, optimizer=Optimizer.of_kind("sgd")), "cpu"), samples=digits)
    next(event for event in run.events() if isinstance(event, StepDone))
    assert run._training
    kinds = [type(optimizer).__name__ for optimizer in run._training.stepping.turns[0].optimizers]
    assert kinds == ["SGD", "RMSprop"]
    decoder = {id(each) for each in run.network.parameters_of_nodes()[identity_of(design, "decoder")]}
    rms = run._training.stepping.turns[0].optimizers[1]
    assert {id(each) for group in rms.param_groups for each in group["params"]} == decoder


def test_inputs_share_the_features_of_a_sample() -> None:
    design = drawn(
        layer("input", shape=(8,)),
        layer("dense", units=4),
        "concatenate",
        ONE,
        "output",
    )
    design, second = edits.add_node(design, layer("input", shape=(5,), first=8), (336.0, 0.0), "rest")
    design = edits.connect(design, second, identity_of(design, "concatenate_1"))
    design = design.changed(
        training=TrainingOptions(loss=Loss.of_kind("mse")).changed(epochs=8),
        data=DataOptions(Source.of_kind("california_housing"), Split()),
    )
    assert check(design).problems == ()
    run = prepare(Order(design, "cpu"))
    assert finished(run).test["r2"] > 0.2
    first, rest = run._training.feed(torch.arange(26.0).view(2, 13))
    assert (first.tolist()[0], rest.tolist()[0]) == (list(range(8)), list(range(8, 13)))


def test_a_sampling_layer_adds_its_divergence_to_the_cost(digits: Samples) -> None:
    design = drawn(
        "input",
        "flatten",
        FOUR,
        "sampling",
        PIXELS,
        SAMPLES,
    )
    design, second = edits.add_node(design, FOUR, (336.0, 144.0), "log_variance")
    design = edits.connect(design, identity_of(design, "flatten_1"), second)
    design = edits.connect(design, second, identity_of(design, "sample_1"))
    design = changed(design, loss=Loss.of_kind("binary_cross_entropy"), epochs=2)
    assert check(design).problems == ()
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    readings = of_kind(events, StepDone)[0].readings
    assert readings["cost"].value > readings["loss"].value
    assert of_kind(events, EpochDone)[-1].train["cost"] < of_kind(events, EpochDone)[0].train["cost"]


def test_shared_weights_are_one(digits: Samples) -> None:
    design = drawn(
        "input",
        "flatten",
        layer("dense", units=16, activation="sigmoid"),
        layer("tied_dense", layer="n3", units=784, activation="sigmoid"),
        SAMPLES,
    )
    design = changed(design, loss=Loss.of_kind("mse"))
    assert check(design).problems == ()
    run = steps(design, digits)
    assert sum(parameter.numel() for parameter in run.network.parameters()) == 784 * 16 + 16 + 784
    by_hand = torch.zeros(1, 784)
    encoder, decoder = run.network.parts["n3"], run.network.parts["n4"]
    hidden = torch.sigmoid(encoder(by_hand))
    expected = torch.sigmoid(hidden @ encoder.weight + decoder.bias)
    assert torch.allclose(run.network.eval()(torch.zeros(1, 1, 28, 28)), expected, atol=1e-6)


def test_a_frozen_layer_stays_as_it_was(digits: Samples) -> None:
    design = trainable(layer("dense", units=8, frozen=True), layer("batch_norm", frozen=True))
    before = weights_of(prepare(Order(design, "cpu"), samples=digits).network)
    after = weights_after(design, digits, 5)
    dense, norm, last = (identity_of(design, name) for name in ("dense_1", "norm_1", "dense_2"))
    for name in before:
        is_frozen = name.startswith((f"{dense}.", f"{norm}."))
        assert np.array_equal(before[name], after[name]) == is_frozen, name
    assert any(name.startswith(f"{last}.") for name in before)


@pytest.mark.parametrize("kind", ["zeros", "gaussian", "uniform", "xavier_uniform", "he_normal", "orthogonal"])
def test_a_layer_begins_as_its_initializer_says(digits: Samples, kind: str) -> None:
    design = trainable(layer("dense", units=100, initializer={"kind": kind}))
    weights = weights_of(prepare(Order(design, "cpu"), samples=digits).network)["n3.weight"]
    deviation = {"zeros": 0.0, "gaussian": 0.01, "uniform": 1 / 12**0.5, "orthogonal": 784**-0.5}
    deviation |= {"xavier_uniform": (2 / 884) ** 0.5, "he_normal": (2 / 784) ** 0.5}
    assert weights.std() == pytest.approx(deviation[kind], rel=0.03, abs=1e-9)


# steps


def test_the_regularizer_adds_what_the_course_writes(digits: Samples) -> None:
    strength = 0.5
    design = changed(PLAIN, regularizer=Regularizer.of_kind("l2", {"strength": strength}))
    before = weights_of(prepare(Order(design, "cpu"), samples=digits).network)
    plain, regularized = weights_after(PLAIN, digits, 1), weights_after(design, digits, 1)
    for name, start in before.items():
        pull = 0.1 * strength * start if start.ndim > 1 else 0 * start
        assert np.allclose(plain[name] - pull, regularized[name], atol=1e-6), name


@pytest.mark.parametrize("kind", ["l1", "l2", "elastic_net"])
def test_a_regularized_loss_is_told_beside_the_loss(digits: Samples, kind: str) -> None:
    run = prepare(Order(changed(PLAIN, regularizer=Regularizer.of_kind(kind)), "cpu"), samples=digits)
    readings = next(event for event in run.events() if isinstance(event, StepDone)).readings
    assert readings["loss"].value == losses(prepare(Order(PLAIN, "cpu"), samples=digits).events())[0]
    assert readings["cost"].value > readings["loss"].value


def test_weights_stay_within_their_limit(digits: Samples) -> None:
    limited = weights_after(changed(PLAIN, constraint=Constraint.of_kind("max_norm", {"limit": 0.3})), digits)
    free = weights_after(PLAIN, digits)
    for name in ("n3.weight", "n4.weight"):
        assert np.linalg.norm(limited[name], axis=1).max() <= 0.3 + 1e-6 < np.linalg.norm(free[name], axis=1).max()


@pytest.mark.parametrize("kind", ["norm", "value"])
def test_clipping_shortens_the_step(digits: Samples, kind: str) -> None:
    (field,) = [parameter.name for parameter in Clipping.of_kind(kind).parameters()]
    clipped = changed(PLAIN, clipping=Clipping.of_kind(kind, {field: 1e-3}))
    before = weights_of(prepare(Order(PLAIN, "cpu"), samples=digits).network)
    moves = [
        np.concatenate([(after[name] - before[name]).ravel() for name in before])
        for after in (weights_after(PLAIN, digits, 1), weights_after(clipped, digits, 1))
    ]
    longest = np.linalg.norm(moves[1]) if kind == "norm" else np.abs(moves[1]).max()
    assert longest == pytest.approx(0.1 * 1e-3, rel=0.01) and np.linalg.norm(moves[0]) > 0.01


def test_the_learning_rate_follows_its_schedule(digits: Samples) -> None:
    schedule = Schedule.of_kind("cosine", {"warm_up": 1.0})
    run = prepare(Order(changed(PLAIN, schedule=schedule, epochs=4), "cpu"), samples=digits)
    read = [event.readings["learning_rate"].value for event in of_kind(run.events(), StepDone)]
    steps_an_epoch = len(read) // 4
    expected = [
        0.1 * schedule.factor(Progress(step / steps_an_epoch, 4, (), 1 / steps_an_epoch)) for step in range(len(read))
    ]
    assert read == pytest.approx(expected)
    assert read[0] < read[steps_an_epoch] > read[-1]


def test_a_plateau_lowers_the_rate_when_validation_stands_still(digits: Samples) -> None:
    schedule = Schedule.of_kind("plateau", {"patience": 1})
    frozen = trainable(layer("dense", units=8), optimizer="sgd", learning_rate=1e-9, epochs=6)
    run = prepare(Order(changed(frozen, schedule=schedule), "cpu"), samples=digits)
    read = [event.readings["learning_rate"].value for event in of_kind(run.events(), StepDone)]
    assert read[-1] < 0.5 * read[0]


def test_a_full_batch_is_one_step_an_epoch(digits: Samples) -> None:
    events = list(prepare(Order(changed(PLAIN, full_batch=True, epochs=2), "cpu"), samples=digits).events())
    assert [step.samples for step in of_kind(events, StepDone)] == [900, 900]
    assert of_kind(events, Started)[0].batch_size == 900


def test_a_batch_of_one_learns_from_every_sample_alone(digits: Samples) -> None:
    events = list(prepare(Order(changed(PLAIN, batch_size=1, epochs=1), "cpu"), samples=digits.first(50)).events())
    assert [step.samples for step in of_kind(events, StepDone)] == [1] * 45


@pytest.mark.parametrize("kind", ["adagrad", "rmsprop", "adamw", "adadelta", "nadam", "adamax", "lbfgs"])
def test_every_optimizer_learns(digits: Samples, kind: str) -> None:
    rate = {"adadelta": 1.0, "lbfgs": 0.5}.get(kind, 0.01)
    design = trainable(layer("dense", units=16), optimizer=kind, learning_rate=rate, epochs=3)
    told = losses(prepare(Order(design, "cpu"), samples=digits).events())
    assert told[-1] < 0.7 * told[0]


@pytest.mark.parametrize("kind", entries("optimizer"))
def test_every_optimizer_changes_the_weights_of_convolutions(digits: Samples, kind: str) -> None:
    convolutions = layer("conv2d", filters=2, stride=3), layer("conv2d", filters=3)
    design = drawn("input", *convolutions, "flatten", TEN, "output").changed(
        training=replace(PLAIN.training, optimizer=Optimizer.of_kind(kind)), data=PLAIN.data
    )
    run = prepare(Order(design, "cpu"), samples=digits)
    before = weights_of(run.network)
    next(event for event in run.events() if isinstance(event, StepDone))
    for name, weights in weights_of(run.network).items():
        assert np.isfinite(weights).all() and (weights != before[name]).any(), name


def test_double_precision_computes_with_64_bits(digits: Samples) -> None:
    run = steps(changed(PLAIN, precision="double"), digits)
    assert {parameter.dtype for parameter in run.network.parameters()} == {torch.float64}
    single = weights_after(PLAIN, digits)
    for name, weights in weights_of(run.network).items():
        assert weights.dtype == np.float64 and np.allclose(weights, single[name], atol=1e-5)


def test_mixed_precision_learns_nearly_the_same(digits: Samples) -> None:
    mixed = losses(prepare(Order(changed(PLAIN, precision="mixed"), "cpu"), samples=digits).events())
    single = losses(prepare(Order(PLAIN, "cpu"), samples=digits).events())
    assert mixed == pytest.approx(single, rel=0.05)
    assert (mixed != single) == Precision("mixed", "cpu").is_mixed


# the end


def test_early_stopping_returns_the_weights_of_the_best_epoch(digits: Samples) -> None:
    stopping = EarlyStopping(enabled=True, patience=3)
    few = digits.first(200)
    design = changed(trainable(layer("dense", units=64), epochs=200, learning_rate=0.02), early_stopping=stopping)
    run = prepare(Order(design, "cpu"), samples=few)
    events = list(run.events())
    epochs, (end,) = of_kind(events, EpochDone), of_kind(events, Finished)
    validation = [epoch.validation["loss"] for epoch in epochs]
    best = int(np.argmin(validation))
    assert len(epochs) == best + 1 + 3 < 200
    assert (end.reason, end.best_epoch, end.epochs) == ("finished", best + 1, len(epochs))
    assert end.validation["loss"] == min(validation)
    for name, weights in epochs[best].learned.weights.items():
        assert np.array_equal(weights, end.learned.weights[name]), name


def test_noise_layers_leave_torchs_own_generator_alone(digits: Samples) -> None:
    noisy = trainable(layer("gaussian_noise"), layer("dense", units=8))
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first = losses(prepare(Order(noisy, "cpu"), samples=digits).events())
    assert torch.equal(state, torch.get_rng_state())
    torch.rand(100)
    assert losses(prepare(Order(noisy, "cpu"), samples=digits).events()) == first


CLASS_LOSSES = ["cross_entropy", "categorical_cross_entropy", "kl_divergence", "multi_margin"]


@pytest.mark.parametrize("kind", [*CLASS_LOSSES, "hinge", "mse", "huber", "log_cosh", "binary_cross_entropy"])
def test_every_loss_for_classes_learns_digits(digits: Samples, kind: str) -> None:
    loss = Loss.of_kind(kind)
    activation = loss.fuses[0] if loss.fuses else "linear"
    design = drawn(
        "input", "flatten", layer("dense", units=32), layer("dense", units=10, activation=activation), "output"
    )
    optimizer = Optimizer.of_kind("adam", {"learning_rate": 0.01})
    design = changed(design, loss=loss, optimizer=optimizer, epochs=4, batch_size=50)
    assert check(design).errors == ()
    (end,) = of_kind(prepare(Order(design, "cpu"), samples=digits).events(), Finished)
    assert end.test["accuracy"] > 0.5


def test_balanced_classes_count_alike() -> None:
    source = Source.of_kind("gaussians")
    design = drawn(
        layer("input", shape=tuple(source.sample_shape())),
        layer("dense", units=len(source.class_names()), activation="softmax"),
        "output",
    )
    design = design.changed(
        training=TrainingOptions(loss=Loss.of_kind("cross_entropy", {"class_weights": "balanced"})),
        data=DataOptions(source, Split(validation_fraction=0.0)),
    )
    run = prepare(Order(design, "cpu"))
    next(event for event in run.events() if isinstance(event, StepDone))
    assert run._training and run._material
    weights = run._material.class_weights(len(source.class_names()))
    counts = torch.bincount(run._material.targets)
    assert torch.allclose(weights * counts, torch.full_like(weights, counts.sum() / len(counts)))


SEQUENCES: list[tuple[str, dict[str, object], Layer, str]] = [
    ("characters", {}, layer("gru", units=16), "cross_entropy"),
    ("waveforms", {}, layer("lstm", units=16), "cross_entropy"),
    ("sine", {}, layer("simple_rnn", units=16), "mse"),
    ("morse", {}, layer("gru", units=16, returns="every step"), "ctc"),
]


@pytest.mark.parametrize(("kind", "parameters", "recurrent", "loss"), SEQUENCES, ids=[each[0] for each in SEQUENCES])
def test_sequences_are_learned(kind: str, parameters: dict[str, object], recurrent: Layer, loss: str) -> None:
    source = Source.of_kind(kind, parameters)
    shape = source.sample_shape()
    symbols = bool(source.vocabulary())
    start = [layer("input", shape=tuple(shape), contents="symbols" if symbols else "numbers")]
    start += [layer("embedding", vocabulary=len(source.vocabulary()), features=8)] if symbols else []
    target = source.target()
    names = getattr(target, "names", ("value",))
    last = layer("dense", units=len(names), activation="linear" if loss == "mse" else "softmax")
    design = drawn(*start, recurrent, last, "output")
    design = design.changed(
        training=TrainingOptions(
            loss=Loss.of_kind(loss), optimizer=Optimizer.of_kind("adam", {"learning_rate": 0.01})
        ).changed(epochs=2),
        data=DataOptions(source, Split()),
    )
    assert check(design).problems == ()
    epochs = of_kind(prepare(Order(design, "cpu")).events(), EpochDone)
    assert epochs[-1].validation["loss"] < epochs[0].train["loss"]
