"""The colour of a number on a scale of equal steps, and which scale a quantity has."""

import math
from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.training.readings import Quantity, Scale
from nndesigner.words.numbers import mark


class ColourScale(Protocol):
    """Gives every value of a quantity its place between the colours."""

    @property
    def labels(self) -> tuple[str, str]:
        """The ends in words."""

    def take(self, magnitudes: Iterable[float]) -> None:
        """Make room for these."""

    def parts(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where `values` stand between the lowest (0) and the highest (1) colour."""


class LinearScale:
    """Round numbers around everything it was shown; it only ever grows."""

    def __init__(self) -> None:
        self._seen: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value that have a colour of their own."""
        low, high = self._seen or (0.0, 1.0)
        step = 10.0 ** math.floor(math.log10(max(high - low, abs(high) * 1e-2, 1e-6)))
        first = math.floor(low / step + 1e-9)
        return first * step, max(math.ceil(high / step - 1e-9), first + 1) * step

    @property
    def labels(self) -> tuple[str, str]:
        """The ends in words: "−0.5", "2"."""
        low, high = (mark(float(f"{end:.4g}")) for end in self.ends)
        return low, high

    def take(self, magnitudes: Iterable[float]) -> None:
        """Make room for these; what is no finite number needs none."""
        seen = [value for value in magnitudes if math.isfinite(value)]
        if seen:
            low, high = self._seen or (seen[0], seen[0])
            self._seen = min(low, *seen), max(high, *seen)

    def parts(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where `values` stand between the ends, 0 and 1."""
        low, high = self.ends
        return (np.asarray(values, dtype=float) - low) / (high - low)


def scale_for(quantity: Quantity) -> ColourScale:
    """A new scale for values of `quantity`."""
    return MagnitudeScale() if quantity.scale is Scale.LOG else LinearScale()
