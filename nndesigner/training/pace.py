"""Sets the learning rate before every step, and says when training should end early."""

import math
from collections.abc import Iterable

import torch

from nndesigner.catalog.schedules import Constant, Progress, Schedule
from nndesigner.design.options import EarlyStopping
from nndesigner.training.state import State


class Pace:
    """The learning rates of `optimizers` as `schedule` wants them."""

    def __init__(
        self, schedule: Schedule, optimizers: Iterable[torch.optim.Optimizer], epochs: int, steps_per_epoch: int
    ) -> None:
        self._schedule = schedule
        self._groups = [group for optimizer in optimizers for group in optimizer.param_groups]
        self._rates = [float(group["lr"]) for group in self._groups]
        self._factor = 1.0
        self.plan(epochs, steps_per_epoch)
        self._losses: tuple[float, ...] = ()
        self._is_constant = isinstance(schedule, Constant) and not schedule.warm_up

    def set(self, epochs_done: float) -> None:
        """Prepare the step that comes when so many epochs, and parts of one, are done."""
        if self._is_constant:
            return
        factor = self._schedule.factor(Progress(epochs_done, self._epochs, self._losses, self._step))
        for group, rate in zip(self._groups, self._rates, strict=True):
            group["lr"] = rate * factor * self._factor

    def multiply(self, factor: float) -> None:
        """Learn from the next step on with what the schedule wants, times `factor`."""
        self._factor = factor
        for group, rate in zip(self._groups, self._rates, strict=True) if self._is_constant else ():
            group["lr"] = rate * factor

    def plan(self, epochs: int, steps_per_epoch: int) -> None:
        """Follow the schedule for so many epochs of so many steps."""
        self._epochs = epochs
        self._step = 1 / max(steps_per_epoch, 1)

    def note(self, loss: float) -> None:
        """An epoch ended with this validation loss."""
        self._losses = (*self._losses, loss)

    def state(self) -> State:
        """What it remembers; the rates themselves are part of the optimizers' states."""
        return {"losses": list(self._losses)}

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._losses = tuple(state["losses"])

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, of the first optimizer."""
        return float(self._groups[0]["lr"]) if self._groups else 0.0


class Patience:
    """Counts the epochs that brought nothing better."""

    def __init__(self, stopping: EarlyStopping) -> None:
        self._stopping = stopping
        self._best = math.inf
        self._in_vain = 0

    def is_best(self, loss: float) -> bool:
        """Take note of an epoch that ended with `loss`; whether it was the best so far."""
        if loss < self._best - self._stopping.minimum_change:
            self._best, self._in_vain = loss, 0
            return True
        self._in_vain += 1
        return False

    def follow(self, stopping: EarlyStopping) -> None:
        """End by these rules. Switched on, it looks for the best from now on: earlier weights were not kept."""
        if stopping.enabled and not self._stopping.enabled:
            self._best, self._in_vain = math.inf, 0
        self._stopping = stopping

    def state(self) -> State:
        """What it remembers."""
        return {"best": self._best, "in_vain": self._in_vain}

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._best, self._in_vain = state["best"], state["in_vain"]

    @property
    def is_over(self) -> bool:
        """Whether training should end."""
        return self._stopping.enabled and self._in_vain >= self._stopping.patience
