"""Samples by their targets: classes, labels, or ranges of a number."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.targets import Classes, Labels, Target, Values
from nndesigner.words.numbers import written

Array = NDArray[Any]
RANGES = 12
"""Into how many ranges numbers are sorted."""


@dataclass(frozen=True)
class Groups:
    """For each part of the samples `members`: the group of every sample, or for each group whether it belongs to it.

    Samples of group −1 belong to none. The groups are ranges of a number when that goes from one of the `ends` to
    the other.
    """

    names: tuple[str, ...]
    members: tuple[Array, Array] = field(repr=False)
    ends: tuple[str, str] | None = None

    def counts(self, part: int, numbers: NDArray[np.int64]) -> list[int]:
        """How many of the samples with these numbers each group has."""
        members = self.members[part][numbers]
        if members.ndim == 2:
            return [int(each) for each in members.sum(axis=0)]
        return np.bincount(members[members >= 0], minlength=len(self.names)).tolist()

    def belongs(self, part: int, group: int) -> NDArray[np.bool_]:
        """For every sample whether it is in `group`."""
        members = self.members[part]
        return members[:, group] if members.ndim == 2 else members == group

    def of_samples(self, part: int) -> NDArray[np.int64]:
        """One group for every sample; of labels, whether the first holds (1) or not (0)."""
        members = self.members[part]
        return members[:, 0].astype(np.int64) if members.ndim == 2 else members


def group(target: Target, targets: tuple[Array | None, ...]) -> Groups | None:
    """The groups of two parts with these targets; None when there are none, as for rows of symbols."""
    first, second = targets
    if first is None or second is None:
        return None
    match target:
        case Classes(names, per_step) if not per_step:
            return Groups(names, (first, second))
        case Labels(names) if len(names) == 1:
            middle = (target.low + target.high) / 2
            codes = [(each > middle).reshape(len(each)).astype(np.int64) for each in (first, second)]
            return Groups((f"{names[0]}: false", f"{names[0]}: true"), (codes[0], codes[1]))
        case Labels(names):
            middle = (target.low + target.high) / 2
            return Groups(names, (first > middle, second > middle))
        case Values(shape) if shape.count == 1:
            return _ranges(first.ravel(), second.ravel())
    return None


def _ranges(first: Array, second: Array) -> Groups | None:
    both = np.concatenate([first, second])
    finite = both[np.isfinite(both)]
    if not len(finite) or finite.min() == finite.max():
        return None
    edges = np.linspace(finite.min(), finite.max(), RANGES + 1)
    said = [written(float(f"{edge:.3g}")) for edge in edges]
    names = tuple(f"{low} to {high}" for low, high in pairwise(said))
    members = [np.where(np.isfinite(each), np.digitize(each, edges[1:-1]), -1) for each in (first, second)]
    return Groups(names, (members[0], members[1]), (said[0], said[-1]))
