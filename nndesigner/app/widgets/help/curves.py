"""The curves of an entry as points: an activation with its derivative, a learning rate over the epochs."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.layers.activation import Activation
from nndesigner.catalog.schedules import Progress, Schedule

Point = tuple[float, float]

_REACH = 4.0
"""Activations are shown from −4 to 4."""
_SAMPLES = 161
_STALL = 0.3
"""The part of a training after which the made-up losses below do not fall any more."""


@dataclass(frozen=True)
class Curve:
    """A line through points; it consists of several pieces where the function jumps."""

    name: str
    pieces: tuple[tuple[Point, ...], ...]
    is_second: bool = False


@dataclass(frozen=True)
class Picture:
    """Curves over one axis, `across`; `note` says what they depend on."""

    curves: tuple[Curve, ...]
    across: str
    note: str = ""
    is_from_zero: bool = False


def picture_of(entry: Entry, epochs: int = 10, learning_rate: float = 1.0) -> Picture | None:
    """What can be drawn of an entry with its parameters; None for most."""
    if isinstance(entry, Activation):
        return _activation(entry)
    return _schedule(entry, epochs, learning_rate) if isinstance(entry, Schedule) else None


def _activation(activation: Activation) -> Picture | None:
    curves = []
    for name, function, is_second in (
        ("f(x)", activation.value, False),
        ("f′(x)", activation.derivative, True),
    ):
        try:
            curves.append(Curve(name, sampled(function), is_second))
        except TypeError:  # it is no function of one number
            continue
    return Picture(tuple(curves), "x") if curves else None


def sampled(function: Callable[[float], float]) -> tuple[tuple[Point, ...], ...]:
    """The points of a function around zero, in pieces where it jumps."""
    places = [-_REACH + 2 * _REACH * number / (_SAMPLES - 1) for number in range(_SAMPLES)]
    points = [(x, function(x)) for x in places]
    pieces: list[list[Point]] = [[points[0]]]
    typical = 0.02 * (max(y for _, y in points) - min(y for _, y in points)) or 1.0
    for left, right in pairwise(points):
        if abs(right[1] - left[1]) > typical and (jump := _jump(function, left, right)):
            pieces[-1].append(jump[0])
            pieces.append([jump[1]])
        pieces[-1].append(right)
    return tuple(tuple(piece) for piece in pieces)


def _jump(function: Callable[[float], float], left: Point, right: Point) -> tuple[Point, Point] | None:
    """The two ends of a jump between two points; None when the function only rises or falls steeply there."""
    height = abs(right[1] - left[1])
    for _ in range(40):
        x = (left[0] + right[0]) / 2
        middle = (x, function(x))
        if abs(middle[1] - left[1]) > abs(right[1] - middle[1]):
            right = middle
        else:
            left = middle
    return (left, right) if abs(right[1] - left[1]) > height / 2 else None


def _schedule(schedule: Schedule, epochs: int, learning_rate: float) -> Picture:
    samples = min(max(20 * epochs, 200), 600)
    stalling = _rates(schedule, epochs, samples, is_stalling=True)
    falling = _rates(schedule, epochs, samples, is_stalling=False)
    is_reacting = stalling != falling
    points = tuple((x, learning_rate * factor) for x, factor in (stalling if is_reacting else falling))
    note = "If the loss stops falling after a third of the epochs." if is_reacting else ""
    return Picture((Curve("learning rate", (points,)),), "epochs", note, is_from_zero=True)


def _rates(schedule: Schedule, epochs: int, samples: int, is_stalling: bool) -> list[Point]:
    losses = made_up_losses(epochs, is_stalling)
    rates = []
    for number in range(samples + 1):
        done = min(epochs * number / samples, epochs - 1e-9)
        factor = schedule.factor(Progress(done, epochs, tuple(losses[: math.floor(done)])))
        rates.append((epochs * number / samples, factor))
    return rates


def made_up_losses(epochs: int, is_stalling: bool) -> Sequence[float]:
    """Losses that fall all the time, or stop doing so."""
    lasts = max(1, math.ceil(_STALL * epochs)) if is_stalling else epochs
    return [2.0 - min(epoch, lasts) / (epochs + 1) for epoch in range(epochs)]
