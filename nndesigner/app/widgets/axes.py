"""Where an axis begins and ends and which of its numbers are written down."""

import math
from dataclasses import dataclass

import numpy as np

from nndesigner.catalog.shapes import grouped
from nndesigner.words.numbers import mark

Mark = tuple[float, str]
"""A place on the axis and what is written there."""

_LEAST_SPAN = 0.3
"""Decades that a log axis shows at least."""


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with `marks` from low to high."""

    low: float
    high: float
    marks: tuple[Mark, ...]


def log_axis(lowest: float, highest: float, at_most: int) -> Axis:
    """An axis in decades (the places are logarithms) around positive values, with marks at 1, 2 and 5."""
    low, high = math.log10(lowest), math.log10(highest)
    missing = max(_LEAST_SPAN - (high - low), 0)
    steps = [n + math.log10(lead) for n in range(math.floor(low) - 1, math.ceil(high) + 2) for lead in (1, 2, 5)]
    low = max(step for step in steps if step <= low - missing / 2 + 1e-9)
    high = min(step for step in steps if step >= high + missing / 2 - 1e-9)
    inside = [step for step in steps if low - 1e-9 <= step <= high + 1e-9]
    return Axis(low, high, tuple((step, mark(10**step)) for step in _thinned(inside, at_most)))


def _thinned(steps: list[float], at_most: int) -> list[float]:
    if len(steps) <= at_most:
        return steps
    decades = [step for step in steps if abs(step - round(step)) < 1e-9]
    if not decades:
        return steps[:: math.ceil(len(steps) / at_most)]
    return decades[:: math.ceil(len(decades) / at_most)]


def linear_axis(lowest: float, highest: float, at_most: int) -> Axis:
    """An axis around the values with marks at round numbers."""
    step = _round_step(max(highest - lowest, abs(highest) * 1e-3, 1e-9) / max(at_most - 1, 1))
    first, last = math.floor(lowest / step + 1e-9), max(math.ceil(highest / step - 1e-9), math.floor(lowest / step) + 1)
    places = [number * step for number in range(first, last + 1)]
    return Axis(places[0], places[-1], tuple((place, mark(float(f"{place:.6g}"))) for place in places))


def percent_axis(lowest: float, highest: float, at_most: int) -> Axis:
    """An axis of parts from 0 to 1, written as percent, that begins at a round number below `lowest`."""
    low = max(floor for floor in (0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99) if floor <= max(lowest, 0))
    high = next(top for top in (0.05, 0.1, 0.2, 0.5, 1.0) if top >= min(highest * 1.3, 1.0))
    step = next(
        step for step in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5) if (high - low) / step < at_most
    )
    places = np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step
    return Axis(low, high, tuple((float(place), f"{place * 100:.4g} %") for place in places))


def epoch_axis(left: float, right: float, steps_per_epoch: int, at_most: int) -> Axis:
    """An axis from epoch `left` to `right`, in steps where it shows less than two epochs; its end is always marked."""
    is_long = right - left >= 2
    scale = 1.0 if is_long else float(max(steps_per_epoch, 1))
    step = max(1.0, _round_step((right - left) * scale / at_most))
    end = math.floor(right * scale + 1e-9)
    places = [number * step for number in range(math.ceil(left * scale / step - 1e-9), math.ceil(end / step))]
    marks = [(place / scale, grouped(round(place))) for place in places]
    unit = ("epoch" if is_long else "step") + ("" if end == 1 else "s")
    return Axis(left, right, (*marks, (end / scale, f"{grouped(end)} {unit}")))


def step_axis(left: float, right: float, at_most: int) -> Axis:
    """An axis from step `left` to `right`; its end is always marked."""
    step = max(1.0, _round_step((right - left) / at_most))
    end = math.floor(right + 1e-9)
    places = [number * step for number in range(math.ceil(left / step - 1e-9), math.ceil(end / step))]
    return Axis(left, right, (*((place, grouped(round(place))) for place in places), (end, f"{grouped(end)} steps")))


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, ... times a power of ten that is not below `least`."""
    decade = float(10 ** math.floor(math.log10(least)))
    return next(lead * decade for lead in (1, 2, 5, 10) if lead * decade >= least * (1 - 1e-9))
