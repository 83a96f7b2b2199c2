"""Targets: what is to be predicted for the samples of a source."""

from dataclasses import dataclass
from typing import Literal

from nndesigner.catalog.shapes import Shape

TargetKind = Literal["classes", "labels", "values", "symbols"]


@dataclass(frozen=True)
class Classes:
    """One class of several: the number of a class a sample, or with `per_step` one for each time step."""

    names: tuple[str, ...]
    per_step: bool = False
    kind: TargetKind = "classes"


@dataclass(frozen=True)
class Labels:
    """Any number of labels at once: for each label `high` when it holds and `low` when it does not."""

    names: tuple[str, ...]
    low: float = 0.0
    high: float = 1.0
    kind: TargetKind = "labels"


@dataclass(frozen=True)
class Values:
    """Numbers of this `shape`, from `low` to `high` where that is known."""

    shape: Shape
    low: float = float("-inf")
    high: float = float("inf")
    kind: TargetKind = "values"


@dataclass(frozen=True)
class Symbols:
    """A row of symbols shorter than the sample, filled up with -1. Symbol 0 is the blank, which never stands in it."""

    names: tuple[str, ...]
    kind: TargetKind = "symbols"


Target = Classes | Labels | Values | Symbols
