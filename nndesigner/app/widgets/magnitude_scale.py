"""The colour of a gradient's magnitude: viridis on a log scale that all layers share."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor, QLinearGradient

from nndesigner.app.widgets.colours import log_parts, viridis
from nndesigner.app.widgets.theme import colour
from nndesigner.words.numbers import power_of_ten

LEAST_DECADES = 3
DEEPEST, HIGHEST = -12, 9
"""Powers of ten between which the scale stays: what is smaller is as good as 0."""
STOPS = 16


class MagnitudeScale:
    """Whole decades around everything it was shown, three at least; it only ever grows.

    One for each training, shared by all who show gradients, so that a colour means the same everywhere.
    """

    def __init__(self) -> None:
        self._seen: tuple[int, int] | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest magnitude that have a colour of their own."""
        low, high = self._decades()
        return 10.0**low, 10.0**high

    @property
    def labels(self) -> tuple[str, str]:
        """The ends in words: "10⁻⁶", "10⁻¹"."""
        low, high = self._decades()
        return power_of_ten(low), power_of_ten(high)

    def take(self, magnitudes: Iterable[float]) -> None:
        """Make room for these; what is zero or no finite number needs none."""
        seen = [value for value in magnitudes if 0 < value < math.inf]
        if not seen:
            return
        low, high = math.floor(math.log10(min(seen))), math.ceil(math.log10(max(seen)))
        if self._seen:
            low, high = min(low, self._seen[0]), max(high, self._seen[1])
        self._seen = max(low, DEEPEST), max(min(high, HIGHEST), DEEPEST + LEAST_DECADES)

    def _decades(self) -> tuple[int, int]:
        low, high = self._seen or (0, 0)
        return min(low, high - LEAST_DECADES), high

    def parts(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where `values` stand between the ends, 0 and 1; -inf for 0."""
        return log_parts(values, *self.ends)

    def colours(self, magnitudes: Iterable[float]) -> NDArray[np.uint32]:
        """The colours as Qt packs them; what is no finite number is shown as wrong."""
        values = np.fromiter(magnitudes, float)
        red, green, blue = viridis(self.parts(values)).astype(np.uint32).reshape(-1, 3).T
        packed = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
        packed[~np.isfinite(values)] = colour("bad").rgb()
        return packed


def gradient(left: float, right: float) -> QLinearGradient:
    """The whole scale from x `left` to `right`."""
    made = QLinearGradient(left, 0, right, 0)
    for number, shade in enumerate(viridis(np.linspace(0, 1, STOPS + 1)).tolist()):
        made.setColorAt(number / STOPS, QColor(*shade))
    return made
