"""Metrics: what people ask of a network, beside the loss that it learns from."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.targets import TargetKind


@dataclass(frozen=True)
class Outcome:
    """What was counted over all samples, in float64.

    For classes `confusion` holds at [truth, answer] how many samples there were; for labels there is a table of two by
    two for each label, `confusion[label, truth, answer]`. For values, `errors` sums over all numbers: count, Σ(y−t)²,
    Σ|y−t|, Σt, Σt².
    """

    confusion: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    errors: NDArray[np.float64] = field(default_factory=lambda: np.zeros(5))


class Metric(Entry, family="metric"):
    """A number between people and network, computed from everything that was counted."""

    fits: ClassVar[tuple[TargetKind, ...]] = ()
    """The targets it can be computed for."""
    is_part: ClassVar[bool] = True
    """Whether it lies between 0 and 1 and is shown in percent."""
    better: ClassVar[str] = "higher"
    """"higher" or "lower"."""

    def value(self, outcome: Outcome) -> float:
        """The metric; NaN when nothing was counted."""
        raise TypeError(f"{type(self).__name__} does not say how it is computed.")


class Accuracy(Metric, kind="accuracy", title="Accuracy"):
    """The part of the samples that were answered right.

    With several labels each label counts as an answer of its own.
    """

    fits: ClassVar[tuple[TargetKind, ...]] = ("classes", "labels")
    formula: ClassVar[str] = r"\frac{\mathrm{right}}{\mathrm{all}}"
    when_to_use: ClassVar[str] = "When all classes are about as frequent and all mistakes equally bad."
    when_not: ClassVar[str] = "When one class is rare: always saying the other one would look good."

    def value(self, outcome: Outcome) -> float:
        total = outcome.confusion.sum()
        right = np.trace(outcome.confusion, axis1=-2, axis2=-1).sum()
        return float(right / total) if total else float("nan")
