"""Draws very many marks at once."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from nndesigner.app.samples.drawing import paint_mark

Array = NDArray[Any]
Offsets = NDArray[np.int64]


@cache
def _offsets(form: int, size: float) -> Offsets:
    """The pixels (pixels, 2) of a mark around its middle, down and across."""
    half = int(np.ceil(size * 1.4))
    drawn = QImage(2 * half + 1, 2 * half + 1, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, QPointF(half + 0.5, half + 0.5), form, size, QColor("white"))
    painter.end()
    pixels = np.frombuffer(drawn.constBits(), np.uint8).reshape(2 * half + 1, 2 * half + 1, 4)
    return np.argwhere(pixels[..., 1] > 100) - half


def stamped(room: QSize, places: Array, forms: Array, colours: Array, size: float) -> QImage:
    """A picture of `room` pixels with a mark at each of `places` (marks, 2), which has its form and colour (RGB)."""
    around = int(np.ceil(size * 1.4)) + 1
    wide, high = room.width() + 2 * around, room.height() + 2 * around
    pixels = np.zeros((high, wide), np.uint32)
    least, most = np.array([1 - around, 1 - around]), np.array([wide - 2 * around, high - 2 * around])
    inside = ((places > least) & (places < most)).all(axis=1)  # what is no number compares false
    corners = places[inside].astype(np.int64) + around
    topmost = np.full((high, wide), -1, np.int64)  # of marks at the same pixel only the last is seen
    topmost[corners[:, 1], corners[:, 0]] = np.arange(len(corners))
    seen = np.sort(topmost[topmost >= 0])
    corners, forms, colours = corners[seen], forms[inside][seen], colours[inside][seen].astype(np.uint32)
    colour = 0xFF000000 | colours[:, 0] << 16 | colours[:, 1] << 8 | colours[:, 2]
    for form in np.unique(forms).tolist():
        chosen = forms == form
        xs, ys, paint = corners[chosen, 0], corners[chosen, 1], colour[chosen]
        for down, across in _offsets(form, size).tolist():
            pixels[ys + down, xs + across] = paint
    cut = np.ascontiguousarray(pixels[around:-around, around:-around])
    image = QImage(cut.data, room.width(), room.height(), 4 * room.width(), QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
