"""Schedules, held against those of torch where it has one."""

import math

import pytest
import torch
from torch.optim import lr_scheduler

import nndesigner.catalog
from nndesigner.catalog.entry import entries
from nndesigner.catalog.schedules import Constant, Progress, Schedule
from nndesigner.catalog.schedules.continuous import Cosine, Linear, OneCycle, Polynomial
from nndesigner.catalog.schedules.per_epoch import Exponential, InverseTime, Plateau, Step

assert nndesigner.catalog.__doc__  # importing it declares every entry

EPOCHS = 20
every_schedule = pytest.mark.parametrize("kind", entries("schedule"))
PER_EPOCH = ("constant", "step", "exponential", "inverse_time", "plateau")


def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def factors_of_torch(scheduler: lr_scheduler.LRScheduler, number: int) -> list[float]:
    found = []
    for _ in range(number):
        found.append(scheduler.optimizer.param_groups[0]["lr"])
        scheduler.optimizer.step()
        scheduler.step()
    return found


@pytest.mark.parametrize(
    ("schedule", "scheduler"),
    [
        (Step(period=3, multiplier=0.5), lambda each: lr_scheduler.StepLR(each, 3, 0.5)),
        (Exponential(multiplier=0.9), lambda each: lr_scheduler.ExponentialLR(each, 0.9)),
        (Cosine(), lambda each: lr_scheduler.CosineAnnealingLR(each, EPOCHS)),
        (Cosine(final=0.2), lambda each: lr_scheduler.CosineAnnealingLR(each, EPOCHS, 0.2)),
        (Polynomial(power=1), lambda each: lr_scheduler.PolynomialLR(each, EPOCHS, 1)),
        (Polynomial(power=2.5), lambda each: lr_scheduler.PolynomialLR(each, EPOCHS, 2.5)),
        (Linear(), lambda each: lr_scheduler.LinearLR(each, 1.0, 0.0, EPOCHS)),
        (Linear(final=0.3), lambda each: lr_scheduler.LinearLR(each, 1.0, 0.3, EPOCHS)),
    ],
    ids=lambda each: "" if callable(each) else str(each),
)
def test_has_the_rate_of_torch_at_the_start_of_every_epoch(schedule, scheduler):
    found = [schedule.factor(Progress(epoch, EPOCHS)) for epoch in range(EPOCHS + 1)]
    assert found == pytest.approx(factors_of_torch(scheduler(optimizer()), EPOCHS + 1), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rising", [0.3, 0.5])
def test_one_cycle_has_the_shape_of_torch(rising):
    """torch's first step is at 0, its highest at `peak`, its last at `steps` − 1; between them both follow a cosine."""
    steps = 50
    expected = lr_scheduler.OneCycleLR(
        optimizer(), 1.0, total_steps=steps, pct_start=rising, div_factor=10, final_div_factor=100
    )
    schedule, peak = OneCycle(rising=rising, start_divisor=10, final_divisor=100), rising * steps - 1
    for step, factor in enumerate(factors_of_torch(expected, steps - 1)):
        risen, fallen = step / peak, (step - peak) / (steps - 1 - peak)
        part = rising * risen if step <= peak else rising + (1 - rising) * fallen
        assert schedule.factor(Progress(part * EPOCHS, EPOCHS)) == pytest.approx(factor)


def test_one_cycle_begins_and_ends_where_its_divisors_say():
    schedule = OneCycle(rising=0.25, start_divisor=25, final_divisor=1000)
    assert schedule.factor(Progress(0, 100)) == pytest.approx(1 / 25)
    assert schedule.factor(Progress(25, 100)) == 1.0
    assert schedule.factor(Progress(100, 100)) == pytest.approx(1 / 25_000)


LOSSES = (5.0, 4.0, 4.1, 4.0, 3.9999, 4.2, 3.0, 3.0, math.nan, 3.1, 3.0, 3.0, 3.0, 2.0, 2.0, 2.0, 2.0, 2.0, -1.0, -1.0)


@pytest.mark.parametrize("patience", [0, 1, 2, 5])
@pytest.mark.parametrize("threshold", [0.0, 1e-4, 0.1])
@pytest.mark.parametrize("minimum", [0.0, 0.2])
def test_a_plateau_lowers_the_rate_when_torch_does(patience, threshold, minimum):
    performing = optimizer()
    scheduler = lr_scheduler.ReduceLROnPlateau(
        performing, factor=0.5, patience=patience, threshold=threshold, min_lr=minimum, eps=0
    )
    schedule = Plateau(multiplier=0.5, patience=patience, threshold=threshold, minimum=minimum)
    for epoch in range(len(LOSSES) + 1):
        rate = performing.param_groups[0]["lr"]
        assert schedule.factor(Progress(epoch + 0.5, EPOCHS, LOSSES[:epoch])) == pytest.approx(rate)
        if epoch < len(LOSSES):
            scheduler.step(LOSSES[epoch])


def test_a_plateau_without_losses_keeps_the_rate():
    assert Plateau(patience=0).factor(Progress(3.5, EPOCHS)) == 1.0


def test_decay_per_epoch_divides_by_one_more_part_each_epoch():
    found = [InverseTime(decay=1.0).factor(Progress(epoch, EPOCHS)) for epoch in range(4)]
    assert found == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])


@every_schedule
def test_moves_between_epochs_only_or_with_every_step(kind):
    schedule = entries("schedule")[kind]()
    factors = {schedule.factor(Progress(12 + part / 10, EPOCHS, (1.0,) * 12)) for part in range(10)}
    assert len(factors) == (1 if kind in PER_EPOCH else 10)


@every_schedule
@pytest.mark.parametrize("epochs", [1, 7, 1000])
def test_stays_between_nothing_and_the_full_rate_even_after_the_last_epoch(kind, epochs):
    schedule = entries("schedule")[kind]()
    for tenth in range(21):
        assert 0 <= schedule.factor(Progress(tenth / 10 * epochs, epochs, (1.0,) * tenth)) <= 1


@every_schedule
def test_a_warm_up_rises_evenly_to_what_the_schedule_says(kind):
    plain, warm = Schedule.of_kind(kind), Schedule.of_kind(kind, {"warm_up": 4.0})
    for epochs_done, part in ((0, 0), (1, 0.25), (2.5, 0.625), (4, 1), (9, 1)):
        progress = Progress(epochs_done, EPOCHS)
        assert warm.factor(progress) == pytest.approx(part * plain.factor(progress))


def test_a_constant_rate_is_always_the_full_one():
    assert {Constant().factor(Progress(epoch, EPOCHS)) for epoch in range(EPOCHS)} == {1.0}
