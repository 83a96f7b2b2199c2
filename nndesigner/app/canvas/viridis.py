"""The colour of a gradient's magnitude: viridis on a log scale that all layers share."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QLinearGradient

from nndesigner.app.plots.colours import log_parts, viridis
from nndesigner.app.theme import colour

DECADES = 5
LOWEST_TOP, HIGHEST_TOP = -1, 9
"""Between these powers of ten lies the upper end of the scale."""
STOPS = 16


class Scale:
    """Five decades, from 1e-6 to 1e-1 at first; they move up when greater magnitudes come."""

    def __init__(self) -> None:
        self.top = LOWEST_TOP

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest magnitude that have a colour of their own."""
        return 10.0 ** (self.top - DECADES), 10.0**self.top

    @property
    def labels(self) -> tuple[str, str]:
        """The ends in words: "1e-6", "1e-1"."""
        return f"1e{self.top - DECADES}", f"1e{self.top}"

    def take(self, magnitudes: Iterable[float]) -> bool:
        """Make room for these; whether that moved the scale."""
        finite = [value for value in magnitudes if math.isfinite(value) and value > 0]
        needed = math.ceil(math.log10(max(finite))) if finite else LOWEST_TOP
        before, self.top = self.top, max(self.top, min(needed, HIGHEST_TOP))
        return self.top != before

    def colours(self, magnitudes: Iterable[float]) -> NDArray[np.uint32]:
        """The colours as Qt packs them; what is no finite number is shown as wrong."""
        values = np.fromiter(magnitudes, float)
        red, green, blue = viridis(log_parts(values, *self.ends)).astype(np.uint32).reshape(-1, 3).T
        packed = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
        packed[~np.isfinite(values)] = colour("bad").rgb()
        return packed


def gradient(left: float, right: float) -> QLinearGradient:
    """The whole scale from x `left` to `right`."""
    made = QLinearGradient(left, 0, right, 0)
    for number, shade in enumerate(viridis(np.linspace(0, 1, STOPS + 1)).tolist()):
        made.setColorAt(number / STOPS, QColor(*shade))
    return made
