"""Instruments read what really happened: the masks that were used, the gradients that were there."""

import math

import numpy as np
import pytest
import torch

from nndesigner.data.samples import Samples
from nndesigner.network.weights import weights_of
from nndesigner.training.events import StepDone
from nndesigner.training.instruments.instrument import Cadence
from nndesigner.training.order import Order
from nndesigner.training.quantities import QUANTITIES
from nndesigner.training.run import Run, prepare
from tests.design.drawings import drawn, identity_of, layer
from tests.training.designs import of_kind, trainable


def first_step(run: Run) -> StepDone:
    return next(event for event in run.events() if isinstance(event, StepDone))


def test_masks_are_the_ones_that_were_used(digits: Samples) -> None:
    design = trainable(layer("dense", units=32), layer("dropout", rate=0.5), layer("dense", units=8), "dropout")
    run = prepare(Order(design, "cpu"), samples=digits)
    given: dict[str, torch.Tensor] = {}
    for node, dropout in run.network.dropouts().items():
        dropout.register_forward_hook(lambda _, inputs, output, node=node: given.update({node: (inputs[0], output)}))
    masks = first_step(run).readings["dropout_masks"].of_nodes
    assert set(masks) == {identity_of(design, "dropout_1"), identity_of(design, "dropout_2")}
    for node, mask in masks.items():
        before, after = (value[0].detach().numpy() for value in given[node])
        assert mask.kept.shape == before.shape
        assert mask.kept.dtype == np.bool_
        assert np.array_equal(after, before * mask.kept * np.float32(1 / (1 - mask.rate)))
        assert not after[~mask.kept].any()


def test_masks_of_images_have_the_shape_of_an_image(digits: Samples) -> None:
    design = trainable(epochs=1)
    convolution = [layer("conv2d", filters=3), layer("dropout", rate=0.4), "flatten"]
    drawing = drawn("input", *convolution, layer("dense", units=10, activation="softmax"), "output")
    run = prepare(Order(design.changed(nodes=drawing.nodes, links=drawing.links), "cpu"), samples=digits)
    (mask,) = first_step(run).readings["dropout_masks"].of_nodes.values()
    assert mask.kept.shape == (3, 28, 28)
    assert mask.rate == 0.4
    assert 0.5 < mask.kept.mean() < 0.7


def test_masks_differ_from_step_to_step(digits: Samples) -> None:
    steps = of_kind(prepare(Order(trainable(epochs=1), "cpu"), samples=digits).events(), StepDone)
    (first,), (second,) = (list(step.readings["dropout_masks"].of_nodes.values()) for step in steps[:2])
    assert not np.array_equal(first.kept, second.kept)


def test_gradient_norms_are_those_of_autograd(digits: Samples) -> None:
    run = prepare(Order(trainable(layer("dense", units=16), "batch_norm", epochs=1), "cpu"), samples=digits)
    norms = first_step(run).readings["gradient_norms"].of_nodes
    layers = run.network.parameters_of_nodes()
    assert set(norms) == set(layers)
    for node, parameters in layers.items():
        gradients = torch.cat([parameter.grad.flatten() for parameter in parameters])
        assert norms[node] == pytest.approx(gradients.norm().item(), rel=1e-5)


def test_without_dropout_nothing_is_told_about_masks(digits: Samples) -> None:
    readings = first_step(prepare(Order(trainable("dense"), "cpu"), samples=digits)).readings
    assert set(readings) == {"loss", "accuracy", "learning_rate", "gradient_norms"}


def test_accuracy_is_the_part_answered_right(digits: Samples) -> None:
    run = prepare(Order(trainable(layer("dense", units=8), batch_size=1000, validation=0.0), "cpu"), samples=digits)
    answers = run.network(torch.from_numpy(digits.inputs)).argmax(1)
    expected = (answers == torch.from_numpy(digits.targets)).float().mean().item()
    assert first_step(run).readings["accuracy"].value == pytest.approx(expected, abs=1e-6)


def watching(run: Run) -> Run:
    """`run` with everything wanted that can be read."""
    run.wanted = frozenset(QUANTITIES)
    return run


def test_activations_are_mean_and_deviation_of_what_every_layer_gave(digits: Samples) -> None:
    tanh = layer("dense", units=32, activation="tanh")
    design = trainable(tanh, layer("dropout", rate=0.5), tanh, "batch_norm")
    run = watching(prepare(Order(design, "cpu"), samples=digits))
    given: dict[str, torch.Tensor] = {}
    for node, module in run.network.modules_of_nodes():
        module.register_forward_hook(lambda _, inputs, output, node=node: given.update({node: output.detach().clone()}))
    readings = first_step(run).readings
    means, deviations = (readings[name].of_nodes for name in ("activation_mean", "activation_deviation"))
    assert set(means) == set(deviations) == {*given, identity_of(design, "flatten_1")}
    for name in ("dense_1", "dense_2"):
        given[identity_of(design, name)].tanh_()
    for node, value in given.items():
        assert means[node] == pytest.approx(value.mean().item(), rel=1e-4, abs=1e-6)
        assert deviations[node] == pytest.approx(value.std(correction=0).item(), rel=1e-4)


def test_the_update_ratio_of_plain_gradient_descent_is_the_rate_times_gradient_over_weights(digits: Samples) -> None:
    run = watching(
        prepare(Order(trainable("dense", "batch_norm", optimizer="sgd", learning_rate=0.05), "cpu"), samples=digits)
    )
    layers = run.network.parameters_of_nodes()
    lengths = {node: torch.cat([each.detach().flatten() for each in its]).norm().item() for node, its in layers.items()}
    readings = first_step(run).readings
    norms, ratios = (readings[name].of_nodes for name in ("gradient_norms", "update_ratio"))
    assert set(ratios) == set(layers)
    for node, ratio in ratios.items():
        assert ratio == pytest.approx(0.05 * norms[node] / lengths[node], rel=1e-4)


def test_the_update_ratio_is_what_the_step_did_to_the_weights(digits: Samples) -> None:
    run = watching(prepare(Order(trainable("dense", optimizer="adam"), "cpu"), samples=digits))
    layers = run.network.parameters_of_nodes()
    before = {node: torch.cat([each.detach().flatten() for each in its]) for node, its in layers.items()}
    ratios = first_step(run).readings["update_ratio"].of_nodes
    for node, its in layers.items():
        moved = torch.cat([each.detach().flatten() for each in its]) - before[node]
        assert ratios[node] == pytest.approx((moved.norm() / before[node].norm()).item(), rel=1e-4)


def test_weights_that_were_zero_have_the_ratio_zero_or_infinity(digits: Samples) -> None:
    zeros = layer("dense", units=8, initializer={"kind": "zeros"}, activation="linear")
    run = watching(prepare(Order(trainable(zeros, zeros, optimizer="sgd"), "cpu"), samples=digits))
    ratios = first_step(run).readings["update_ratio"].of_nodes
    assert list(ratios.values())[:2] == [0, math.inf]


def test_looking_changes_nothing_in_what_is_learned(digits: Samples) -> None:
    watched, unwatched = (prepare(Order(trainable(epochs=1), "cpu"), samples=digits) for _ in range(2))
    unwatched._cadence.every = 1000
    watching(watched)
    list(watched.events())
    list(unwatched.events())
    learned, other = (weights_of(run.network) for run in (watched, unwatched))
    assert all(np.array_equal(values, other[name]) for name, values in learned.items())


def test_a_graphics_card_is_looked_at_every_tenth_step_and_closely_when_stepping() -> None:
    assert [step for step in range(1, 25) if Cadence.fitting("cuda").is_due(step)] == [1, 11, 21]
    assert all(Cadence.fitting("cpu").is_due(step) for step in range(1, 25))
    assert Cadence(10, closely=True).is_due(5)
