"""What a network predicted: the values, how wrong they are, and what they say where targets are labels or symbols."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.targets import Classes, Labels, Symbols, Values
from nndesigner.design.goals import REAL, Goal
from nndesigner.design.rules.outputs import encoding

Array = NDArray[Any]
Restore = Callable[[Array], Array]
"""Converts predicted numbers to the units of the data."""
Progress = Callable[[float], bool]
"""Receives which part is done, from 0 to 1, and returns whether to go on."""


@dataclass(frozen=True)
class Predictions:
    """What one output predicts for each sample.

    `values` are (samples, ...) as the network gives them, with the last activation; where the target is classes and
    `are_probabilities`, they sum to one over the last axis. `judged` is what metrics are computed from. Where one unit
    learned two classes, both hold a column for each of them all the same.
    """

    goal: Goal
    values: Array = field(repr=False)
    judged: Array = field(repr=False)
    are_probabilities: bool = False

    def errors(self, inputs: Array, targets: Array) -> NDArray[np.float64]:
        """How wrong each prediction is: the part of its classes or labels that is wrong, or the mean absolute error.

        Rows of symbols count as wholly right or wrong, read off step by step as CTC does.
        """
        target, number = self.goal.target, len(self.judged)
        if not self.goal.decides:
            return np.full(number, np.nan)
        if isinstance(target, Classes):
            wanted = np.full(number, REAL) if self.goal.tells_apart else targets
            return (self.judged.argmax(-1) != wanted).reshape(number, -1).mean(axis=1)
        if isinstance(target, Labels):
            wanted = targets > (target.low + target.high) / 2
            wrong: NDArray[np.float64] = (self.says_yes().reshape(number, -1) != wanted.reshape(number, -1)).mean(
                axis=1
            )
            return wrong
        if isinstance(target, Symbols):
            wanted_rows = ([each for each in row if each >= 0] for row in targets.tolist())
            return np.array([float(a != b) for a, b in zip(self.rows(), wanted_rows, strict=True)])
        aims = (inputs if self.goal.learns_samples else targets).reshape(number, -1)
        return np.abs(self.values.reshape(number, -1).astype(np.float64) - aims).mean(axis=1)

    def restored(self, restore: Restore) -> "Predictions":
        """The same, with predicted numbers in the units of the data, as `restore` gives them."""
        if not isinstance(self.goal.target, Values) or self.goal.learns_samples:
            return self
        return replace(self, values=restore(self.values), judged=restore(self.judged))

    def limits(self) -> tuple[float, float]:
        """How no and yes are written for labels, and for two classes that one unit learned."""
        return encoding(self.goal)

    def says_yes(self) -> NDArray[np.bool_]:
        """For every label whether the output is nearer to yes."""
        low, high = self.limits()
        nearer: NDArray[np.bool_] = self.judged >= (low + high) / 2
        return nearer

    def rows(self) -> list[list[int]]:
        """The symbols of each prediction: the best of each step, without repetitions and blanks (0)."""
        best = self.judged.argmax(-1)
        changes = np.concatenate([np.ones((len(best), 1), bool), best[:, 1:] != best[:, :-1]], axis=1)
        return [row[kept & (row > 0)].tolist() for row, kept in zip(best, changes, strict=True)]
