"""From coordinates of the plane to pixels and back, equally long in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

AROUND = 0.06
"""Room around the points, as a part of their extent."""


@dataclass(frozen=True)
class Scale:
    """The piece of the plane from (`left`, `top`) on, `wide` and `high`, which is seen in `room`."""

    room: QRectF
    left: float
    top: float
    wide: float
    high: float

    def places(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Pixels of points (points, 2)."""
        xs = self.room.left() + (points[:, 0] - self.left) / self.wide * self.room.width()
        ys = self.room.top() + (self.top - points[:, 1]) / self.high * self.room.height()
        return np.stack([xs, ys], axis=1).astype(np.float64)

    def rectangle(self, of: "Scale") -> QRectF:
        """Where the piece of another scale lies in this one."""
        corners = self.places(np.array([[of.left, of.top], [of.left + of.wide, of.top - of.high]]))
        (left, top), (right, bottom) = corners.tolist()
        return QRectF(left, top, right - left, bottom - top)

    def ticks(self) -> list[float]:
        """Three to six round numbers along the horizontal axis."""
        rough = self.wide / 4
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(float(step) for step in (1 * power, 2 * power, 5 * power, 10 * power) if step >= rough)
        first = int(np.ceil(self.left / step))
        return [round(each * step, 12) for each in range(first, int((self.left + self.wide) / step) + 1)]


def fitting(points: Sequence[NDArray[Any]], room: QRectF) -> Scale | None:
    """The scale at which all `points` are seen in `room`; None without points or room."""
    every = np.concatenate([each for each in points if len(each)] or [np.zeros((0, 2))])
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every) or room.width() < 8 or room.height() < 8:
        return None
    low, high = every.min(axis=0).astype(float), every.max(axis=0).astype(float)
    extent = np.where(high > low, high - low, 1.0) * (1 + 2 * AROUND)
    middle = (low + high) / 2
    scale = max(extent[0] / room.width(), extent[1] / room.height())
    wide, tall = scale * room.width(), scale * room.height()
    return Scale(room, float(middle[0] - wide / 2), float(middle[1] + tall / 2), wide, tall)
