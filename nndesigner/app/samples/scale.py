"""From coordinates of the plane to pixels and back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

AROUND = 0.06
"""Room around the points, as a part of their extent."""
NEAREST, FARTHEST = 1e-4, 8.0
"""The least and the largest piece that may be seen, beside that in which all points are."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """The piece of the plane from (`left`, `top`) on, `wide` and `high`, which is seen in `room`."""

    room: QRectF
    left: float
    top: float
    wide: float
    high: float

    def places(self, points: NDArray[Any]) -> Points:
        """Pixels of points (points, 2)."""
        xs = self.room.left() + (points[:, 0] - self.left) / self.wide * self.room.width()
        ys = self.room.top() + (self.top - points[:, 1]) / self.high * self.room.height()
        return np.stack([xs, ys], axis=1).astype(np.float64)

    def piece(self, left: float, top: float, wide: float, high: float) -> QRectF:
        """Where another piece of the plane lies in this one."""
        corners = self.places(np.array([[left, top], [left + wide, top - high]]))
        (x, y), (right, bottom) = corners.tolist()
        return QRectF(x, y, right - x, bottom - y)

    def zoomed(self, factor: float, about: QPointF, home: "Scale") -> "Scale":
        """So much nearer, with the point `about` where it was; within limits around `home`."""
        wide = min(max(self.wide / factor, home.wide * NEAREST), home.wide * FARTHEST)
        part = wide / self.wide
        across = (about.x() - self.room.left()) / self.room.width()
        down = (about.y() - self.room.top()) / self.room.height()
        left = self.left + across * (1 - part) * self.wide
        top = self.top - down * (1 - part) * self.high
        return replace(self, left=left, top=top, wide=wide, high=part * self.high)

    def moved(self, by: QPointF) -> "Scale":
        """What is seen when everything moves by so many pixels."""
        left = self.left - by.x() / self.room.width() * self.wide
        return replace(self, left=left, top=self.top + by.y() / self.room.height() * self.high)

    def within(self, room: QRectF) -> "Scale":
        """The same middle and the same size of everything in another room."""
        wide, high = self.wide * room.width() / self.room.width(), self.high * room.height() / self.room.height()
        left, top = self.left + (self.wide - wide) / 2, self.top - (self.high - high) / 2
        return Scale(room, left, top, wide, high)

    def ticks(self) -> tuple[list[float], list[float]]:
        """Round numbers along the horizontal and the vertical axis."""
        across, up = max(self.room.width() / 70, 2), max(self.room.height() / 44, 2)
        return _round(self.left, self.left + self.wide, across), _round(self.top - self.high, self.top, up)


def _round(low: float, high: float, at_most: float) -> list[float]:
    rough = (high - low) / at_most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= rough * (1 - 1e-9))
    found = [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [float(f"{each:.12g}") for each in found]


def fitting(points: Sequence[NDArray[Any]], room: QRectF, is_even: bool) -> Scale | None:
    """The scale at which all `points` are seen in `room`; None without points or room.

    An even scale is equally long in both directions.
    """
    every = np.concatenate([each for each in points if len(each)] or [np.zeros((0, 2))])
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every) or room.width() < 8 or room.height() < 8:
        return None
    low, high = every.min(axis=0).astype(float), every.max(axis=0).astype(float)
    extent = np.where(high > low, high - low, np.maximum(np.abs(high) * 1e-3, 1.0)) * (1 + 2 * AROUND)
    middle = (low + high) / 2
    wide, tall = float(extent[0]), float(extent[1])
    if is_even:
        scale = max(wide / room.width(), tall / room.height())
        wide, tall = scale * room.width(), scale * room.height()
    return Scale(room, float(middle[0] - wide / 2), float(middle[1] + tall / 2), wide, tall)
