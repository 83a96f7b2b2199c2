"""Trains as often as there are folds, each time from the same weights and validating with another part of the samples.

The folds show how well a *design* does: `Finished.validation` and `Finished.test` hold the means over the networks of
all folds, and under "<metric> deviation" the standard deviation between them (with n − 1). Every fold measures on its
own validation part, and all on the same samples to test with. The weights kept are those of the last fold: to take the
best would choose the luckiest part. Steps and epochs count on from fold to fold, and so does what is drawn of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, stdev
from typing import TypeVar

import torch

from nndesigner.training.events import DEVIATION, EpochDone, Metrics, StepDone
from nndesigner.training.measuring import Measured
from nndesigner.training.state import State

Done = TypeVar("Done", bound=StepDone | EpochDone)


class Folds:
    """What was done and measured in the folds before; without cross-validation there is one fold."""

    def __init__(self, number: int) -> None:
        self.number = number if number >= 2 else 1
        self.steps = 0
        self.epochs = 0
        self._validations: list[Metrics] = []
        self._tests: list[Measured] = []

    def name(self, fold: int) -> str:
        """What is said while this fold, counted from 0, is prepared."""
        return f"Fold {fold + 1} of {self.number}" if self.number > 1 else "Preparing the first step"

    def counted_on(self, event: Done) -> Done:
        """The event of a fold with its step and epoch counted over all folds."""
        if not self.steps:
            return event
        counted = replace(event, step=event.step + self.steps, epoch=event.epoch + self.epochs)
        if isinstance(counted, EpochDone) and counted.learned:
            return replace(counted, learned=replace(counted.learned, epoch=counted.epoch))
        return counted

    def end(self, step: int, epochs: int, validation: Metrics, test: Measured) -> None:
        """Note how a fold ended, at this step and after so many epochs over all folds."""
        self.steps, self.epochs = step, epochs
        self._validations.append(validation)
        self._tests.append(test)

    def state(self) -> State:
        """What was done and measured."""
        return {
            "steps": self.steps,
            "epochs": self.epochs,
            "validations": [dict(each) for each in self._validations],
            "tests": [_measured_to_plain(each) for each in self._tests],
        }

    def resume(self, state: State) -> None:
        """Go on from there."""
        self.steps, self.epochs = state["steps"], state["epochs"]
        self._validations = list(state["validations"])
        self._tests = [_measured_from_plain(each) for each in state["tests"]]

    @property
    def ended(self) -> int:
        """How many folds have ended."""
        return len(self._tests)

    @property
    def validation(self) -> Metrics:
        """The validation over all folds that ended."""
        return over_folds(self._validations)

    @property
    def test(self) -> Measured:
        """The test over all folds that ended, with the confusion of the last one, whose weights are kept."""
        if not self._tests:
            return Measured({}, None)
        return Measured(over_folds([test.metrics for test in self._tests]), self._tests[-1].confusion)


def _measured_to_plain(measured: Measured) -> State:
    table = None if measured.confusion is None else torch.from_numpy(measured.confusion)
    return {"metrics": dict(measured.metrics), "confusion": table}


def _measured_from_plain(plain: State) -> Measured:
    table = plain["confusion"]
    return Measured(plain["metrics"], None if table is None else table.numpy())


def over_folds(metrics: Sequence[Metrics]) -> Metrics:
    """The mean of every metric and, of several folds, its standard deviation."""
    if len(metrics) < 2:
        return metrics[0] if metrics else {}
    columns = {name: [each[name] for each in metrics if name in each] for name in metrics[0]}
    means = {name: fmean(values) for name, values in columns.items()}
    deviations = {f"{name}{DEVIATION}": stdev(values) for name, values in columns.items() if len(values) > 1}
    return {**means, **deviations}
