"""Sets part of the samples aside."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def split(number: int, validation_fraction: float, seed: int, overlaps: bool = False) -> tuple[Indices, Indices]:
    """Which of `number` samples teach and which only validate, each in rising order.

    They are drawn at random; the same seed draws the same. Of samples that overlap, such as windows of one series, the
    last ones are set aside, so that none has been seen in part. At least one sample is left to learn from.
    """
    aside = min(round(number * validation_fraction), number - 1) if number else 0
    if overlaps:
        return np.arange(number - aside), np.arange(number - aside, number)
    order = np.random.default_rng(seed).permutation(number)
    return np.sort(order[aside:]), np.sort(order[:aside])
