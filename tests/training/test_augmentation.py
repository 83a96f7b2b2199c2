"""Augmentation in a training: seeded, on the samples that teach and on no others, and to be looked at before."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.data.samples import Samples
from nndesigner.design.model import Design
from nndesigner.network.weights import weights_of
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.order import Order
from nndesigner.training.previewing import augmented
from nndesigner.training.run import prepare
from tests.design.drawings import drawn, layer
from tests.training.designs import losses, of_kind, trainable

ROTATE = Augmentation.of_kind("rotate")
NOISE = Augmentation.of_kind("noise", {"standard_deviation": 2.0})
WITHOUT_CHANCE = layer("dense", units=8)


def design_with(*augmentation: Augmentation, **options: Any) -> Design:
    design = trainable(WITHOUT_CHANCE, epochs=1, **options)
    return design.changed(data=replace(design.data, augmentation=augmentation))


def weights_after(design: Design, digits: Samples) -> dict[str, np.ndarray]:
    run = prepare(Order(design, "cpu"), samples=digits)
    of_kind(run.events(), EpochDone)
    return weights_of(run.network)


def are_equal(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


def test_augmented_samples_teach_something_else(digits: Samples) -> None:
    assert not are_equal(weights_after(design_with(ROTATE), digits), weights_after(design_with(), digits))


def test_the_seed_draws_the_same_changes_whatever_else_draws_numbers(digits: Samples) -> None:
    one = weights_after(design_with(ROTATE, NOISE), digits)
    torch.manual_seed(123)
    before = torch.get_rng_state()
    run = prepare(Order(design_with(ROTATE, NOISE), "cpu"), samples=digits)
    for event in run.events():
        if isinstance(event, StepDone):
            torch.rand(7)
    assert are_equal(one, weights_of(run.network))
    torch.manual_seed(123)
    assert torch.equal(before, torch.get_rng_state())
    assert not are_equal(one, weights_after(design_with(ROTATE, NOISE, seed=1), digits))


def test_validation_sees_the_samples_as_they_are(digits: Samples) -> None:
    """With a learning rate of almost nothing the validation does not depend on what is done to the others."""
    measured = []
    for augmentation in ((), (NOISE,)):
        run = prepare(Order(design_with(*augmentation, learning_rate=1e-9), "cpu"), samples=digits)
        (done,) = of_kind(run.events(), EpochDone)
        measured.append((done.train["loss"], done.validation["loss"]))
    assert measured[0][1] == pytest.approx(measured[1][1], rel=1e-4)
    assert measured[0][0] != pytest.approx(measured[1][0], rel=1e-2)


def test_an_output_that_learns_samples_learns_the_augmented_ones(digits: Samples) -> None:
    """A network that repeats its input makes no error only if both are the same."""
    pixels = layer("dense", units=784, activation="linear")
    design = drawn("input", "flatten", pixels, layer("output", learns="samples", loss="mse"))
    options = design_with(ROTATE, learning_rate=1e-9)
    run = prepare(Order(design.changed(training=options.training, data=options.data), "cpu"), samples=digits)
    weights = dict(run.network.named_parameters())
    with torch.no_grad():
        for weight in weights.values():
            weight.copy_(torch.eye(784) if weight.dim() == 2 else torch.zeros(784))
    assert max(losses(run.events())) < 1e-8


def test_a_preview_shows_what_a_training_would_do(digits: Samples) -> None:
    before = digits.inputs[:8]
    state = torch.get_rng_state()
    shown = augmented(before, ROTATE, seed=3)
    assert shown.shape == before.shape and shown.dtype == np.float32
    assert np.array_equal(shown, augmented(before, (ROTATE,), seed=3))
    assert not np.array_equal(shown, augmented(before, ROTATE, seed=4))
    assert torch.equal(state, torch.get_rng_state())
    assert np.allclose(augmented(before, ROTATE, strength=0.0), before, atol=1e-5)
    near, far = (np.abs(augmented(before, ROTATE, strength=much) - before).mean() for much in (0.2, 1.0))
    assert near < far


def test_a_preview_of_rows_and_of_nothing_works() -> None:
    rows = np.zeros((5, 3), np.float32)
    assert augmented(rows, NOISE).std() > 0
    assert augmented(rows[:0], NOISE).shape == (0, 3)
    with pytest.raises(ShapeProblem):
        augmented(rows, ROTATE)
