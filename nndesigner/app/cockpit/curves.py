"""Curves made ready for the screen: never more points than there are columns of pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """What falls into each column of pixels: one place `x`, and of the finite values there how many, sum and limits.

    A column without a finite value has count 0 and limits NaN.
    """

    x: Numbers
    count: Numbers
    sum: Numbers
    low: Numbers
    high: Numbers


def columns(x: Numbers, y: Numbers, left: float, right: float, number: int) -> Columns:
    """Put the curve between `left` and `right` into at most `number` columns, and one neighbour at each side.

    `x` rises. With fewer points than columns every point keeps a column for itself.
    """
    first = max(int(np.searchsorted(x, left)) - 1, 0)
    last = min(int(np.searchsorted(x, right, side="right")) + 1, len(x))
    x, y = x[first:last], _finite(y[first:last])
    if len(x) <= number:
        return Columns(x, np.isfinite(y).astype(float), np.nan_to_num(y), y, y)
    starts = np.unique(np.searchsorted(x, np.linspace(left, right, number + 1)[:-1]))
    starts = np.unique(np.append(0, starts[starts < len(x)]))
    ends = np.append(starts[1:], len(x)) - 1
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    total, count = np.add.reduceat(y, starts), (ends - starts + 1).astype(np.float64)
    if not np.isfinite(total).all():
        total, count = np.add.reduceat(np.nan_to_num(y), starts), np.add.reduceat(np.isfinite(y).astype(float), starts)
    return Columns(x[ends], count, total, low, high)


def _finite(y: Numbers) -> Numbers:
    """The same with NaN for what is infinite; without a copy where nothing is."""
    return y if np.isfinite(np.add.reduce(y)) else np.where(np.isfinite(y), y, np.nan)


def running_mean(of: Columns, window: float) -> Numbers:
    """At every column the mean of about the last `window` values, at least of its own; NaN where it has none."""
    if not len(of.x):
        return of.x
    counts, sums = np.append(0, of.count.cumsum()), np.append(0, of.sum.cumsum())
    own = np.arange(len(of.x))
    before = np.searchsorted(counts, counts[1:] - window)
    before = np.minimum(before, own)
    number = counts[1:] - counts[before]
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Numbers = (sums[1:] - sums[before]) / number
    means[of.count == 0] = np.nan
    return means


def zigzag(of: Columns) -> tuple[Numbers, Numbers]:
    """A curve through the lowest and highest value of every column: two points a column, one where they are equal."""
    if np.array_equal(of.low, of.high, equal_nan=True):
        return of.x, of.low
    return np.repeat(of.x, 2), np.stack([of.low, of.high], axis=1).ravel()


def cut(x: Numbers, y: Numbers, low: float, high: float) -> tuple[Numbers, Numbers]:
    """The part of a curve with `y` from `low` to `high`: it ends exactly there and is interrupted (NaN) outside."""
    for bound, side in ((low, -1), (high, 1)):
        is_outside = side * y > side * bound
        if not is_outside.any():
            continue
        before = np.flatnonzero(is_outside[:-1] != is_outside[1:])
        part = (bound - y[before]) / (y[before + 1] - y[before])
        crossing = x[before] + part * (x[before + 1] - x[before])
        y = np.where(is_outside, np.nan, y)
        x, y = np.insert(x, before + 1, crossing), np.insert(y, before + 1, np.where(np.isfinite(part), bound, np.nan))
    return x, y


def quantiles(values: Numbers, *parts: float) -> Numbers:
    """For each of `parts` from 0 to 1 a value that about so many are below; five times as fast as numpy's own."""
    ordered = np.sort(values)
    return ordered[[round(part * (len(values) - 1)) for part in parts]]
