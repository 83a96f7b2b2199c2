"""Randomness is a function and not a state: what a step draws does not depend on what was drawn before or beside it."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import entries
from nndesigner.data.samples import Samples
from nndesigner.design.model import Design
from nndesigner.network.builder import build
from nndesigner.network.draws import Draws
from nndesigner.training.assembly import augmenting
from nndesigner.training.diagnosis import LossNotFinite
from nndesigner.training.events import StepDone
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare
from tests.design.drawings import layer
from tests.training.designs import losses, of_kind, trainable

NOISY = (layer("gaussian_noise"), layer("dense", units=16), layer("dropout"), layer("alpha_dropout"))
AUGMENTATION = tuple(Augmentation.of_kind(kind) for kind in ("rotate", "noise", "padded_crop"))


def noisy(seed: int = 0, epochs: int = 1, augmentation: tuple[Augmentation, ...] = AUGMENTATION) -> Design:
    design = trainable(*NOISY, epochs=epochs, seed=seed)
    return design.changed(data=replace(design.data, augmentation=augmentation))


def masks_of(run: Run) -> list[tuple[int, torch.Tensor]]:
    """The masks of the dropout layer of a run with their steps, filled as it is called."""
    found: list[tuple[int, torch.Tensor]] = []
    (dropout,) = run.network.dropouts().values()

    def ask(*_: object) -> None:
        dropout.keeper.is_wanted = True

    def note(*_: object) -> None:
        if dropout.training and dropout.keeper.mask is not None:
            found.append((run.network.clock.step, dropout.keeper.mask != 0))

    dropout.register_forward_pre_hook(ask)
    dropout.register_forward_hook(note)
    return found


def test_masks_of_a_step_are_those_of_a_network_that_has_made_no_step(digits: Samples) -> None:
    design = trainable(layer("dense", units=16), layer("dropout"))
    run = prepare(Order(design, "cpu"), samples=digits)
    found = masks_of(run)
    steps = len(of_kind(run.events(), StepDone))
    assert [step for step, _ in found] == list(range(1, steps + 1))
    fresh = build(design).train()
    (dropout,) = fresh.dropouts().values()
    for step, kept in found[::-4]:
        fresh.clock.step = step
        assert torch.equal(dropout(torch.ones(kept.shape)) != 0, kept)


def test_an_optimizer_that_asks_again_within_a_step_sees_the_same_masks(digits: Samples) -> None:
    design = trainable(layer("dense", units=16), layer("dropout"), epochs=1, optimizer="lbfgs")
    run = prepare(Order(design, "cpu"), samples=digits)
    found = masks_of(run)
    events = run.events()
    for _ in range(2):
        next(event for event in events if isinstance(event, StepDone))
    first, second = ([kept for step, kept in found if step == number] for number in (1, 2))
    assert len(first) > 2
    assert all(torch.equal(kept, first[0]) for kept in first)
    assert not torch.equal(first[0], second[0])


def test_the_look_for_what_broke_a_step_sees_what_the_step_saw(digits: Samples) -> None:
    run = prepare(Order(noisy(), "cpu"), samples=digits)
    seen: list[torch.Tensor] = []
    first, *_, last = run.network.parts.values()
    first.register_forward_hook(lambda module, _, output: seen.append(output) if module.training else None)
    with pytest.raises(LossNotFinite):
        for event in run.events():
            if isinstance(event, StepDone):
                torch.nn.init.constant_(last.weight, torch.nan)
    assert len(seen) == 3
    assert torch.equal(seen[-1], seen[-2])


@pytest.mark.parametrize("kind", entries("augmentation"))
def test_every_augmentation_draws_what_its_step_says(kind: str, digits: Samples) -> None:
    draws = Draws(3, "augmentation")
    augment = augmenting([Augmentation.of_kind(kind)], noisy().data.sample_shape(), draws)
    assert augment
    before = torch.get_rng_state()
    results = []
    for draws.clock.step in (1, 2, 3, 2):
        results.append(augment(torch.from_numpy(digits.inputs[:20])))
    assert torch.equal(results[1], results[3])
    assert not torch.equal(results[0], results[1]) and not torch.equal(results[1], results[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_trainings_in_two_threads_do_not_disturb_one_another_or_who_else_draws(digits: Samples) -> None:
    def train(seed: int) -> list[float]:
        return losses(prepare(Order(noisy(seed), "cpu"), samples=digits).events())

    expected = [train(seed) for seed in (0, 1)]
    torch.manual_seed(4)
    alone = torch.cat([torch.rand(1) for _ in range(20_000)])
    torch.manual_seed(4)
    drawn, (one, other) = beside(lambda: torch.cat([torch.rand(1) for _ in range(20_000)]), train)
    assert torch.equal(drawn, alone)
    assert [one, other] == expected


def beside(
    draw: Callable[[], torch.Tensor], train: Callable[[int], list[float]]
) -> tuple[torch.Tensor, list[list[float]]]:
    """What `draw` gives while two threads `train`, and what these give."""
    found: dict[int, list[float]] = {}
    threads = [threading.Thread(target=lambda seed=seed: found.update({seed: train(seed)})) for seed in (0, 1)]
    for thread in threads:
        thread.start()
    drawn = draw()
    for thread in threads:
        thread.join()
    return drawn, [found[seed] for seed in (0, 1)]


def test_every_fold_of_a_cross_validation_draws_as_if_it_were_alone(digits: Samples) -> None:
    design = trainable(layer("dense", units=16), layer("dropout"), epochs=1)
    split = design.data.split.changed(folds=2)
    run = prepare(Order(design.changed(data=replace(design.data, split=split)), "cpu"), samples=digits)
    found = masks_of(run)
    steps = len(of_kind(run.events(), StepDone))
    kept = [each for _, each in found]
    half = steps // 2
    assert len(kept) == steps
    assert all(torch.equal(kept[step], kept[half + step]) for step in range(half))
    assert not np.array_equal(kept[0], kept[1])
