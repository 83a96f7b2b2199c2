"""Draws one sample: as a picture, as curves, or as text."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from nndesigner.app.widgets.colours import output_colour
from nndesigner.app.widgets.theme import colour, themes

Array = NDArray[Any]
SMALL = 100
"""Pixels of a side up to which a picture is enlarged without smoothing, so that its pixels can be distinguished."""
MOST_CURVES = 6
_MARKS = 6


def class_colour(number: int) -> QColor:
    """The colour of a class in the theme in use; everybody can distinguish them, with the mark where there are many."""
    return QColor(output_colour(number, themes.current.is_dark))


def picture(values: Array, low: float, high: float) -> QImage:
    """The picture with these values (channels, height, width) from `low` (black) to `high` (white).

    Three channels and more are red, green and blue, fewer are gray.
    """
    span = (high - low) or 1.0
    scaled = ((np.nan_to_num(values).astype(np.float32) - low) / span * 255).clip(0, 255).round().astype(np.uint8)
    chosen = scaled[:3] if len(scaled) >= 3 else np.repeat(scaled[:1], 3, axis=0)
    pixels = np.ascontiguousarray(chosen.transpose(1, 2, 0))
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def paint_picture(painter: QPainter, room: QRectF, image: QImage) -> QRectF:
    """Draw `image` as large as it fits into the middle of `room`, with softened corners; gives its place."""
    scale = min(room.width() / max(image.width(), 1), room.height() / max(image.height(), 1))
    place = QRectF(0, 0, image.width() * scale, image.height() * scale)
    place.moveCenter(room.center())
    is_small = max(image.width(), image.height()) <= SMALL and scale > 1
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_small)
    outline = QPainterPath()
    outline.addRoundedRect(place, 4, 4)
    painter.setClipPath(outline)
    painter.drawImage(place, image)
    painter.restore()
    return place


def paint_curves(painter: QPainter, room: QRectF, values: Array, low: float, high: float, end: Array | None) -> None:
    """Draw a sequence (steps, features) from `low` at the bottom to `high`; a dot at the right is the value `end`."""
    steps, span = len(values), (high - low) or 1.0
    right = room.right() - (8 if end is not None else 0)
    xs = np.linspace(room.left(), right, max(steps, 2))[:steps]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if low < 0 < high:
        painter.setPen(QPen(colour("line"), 1))
        zero = room.bottom() + low / span * room.height()
        painter.drawLine(QPointF(room.left(), zero), QPointF(room.right(), zero))
    for number, column in enumerate(values.T[:MOST_CURVES]):
        ys = room.bottom() - (np.nan_to_num(column) - low) / span * room.height()
        painter.setPen(QPen(class_colour(number), 1.5))
        painter.drawPolyline([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
    if end is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("validation"))
        y = room.bottom() - (float(end) - low) / span * room.height()
        painter.drawEllipse(QPointF(room.right() - 3, y), 3, 3)


def paint_mark(painter: QPainter, at: QPointF, number: int, size: float, fill: QColor) -> None:
    """Draw the mark of a class: each has another form, so that nobody depends on the colours."""
    painter.setPen(QPen(colour("panel"), 0.75))
    painter.setBrush(QBrush(fill))
    form = (number + number // _MARKS) % _MARKS
    if form == 0:
        painter.drawEllipse(at, size, size)
        return
    painter.drawPolygon(QPolygonF([at + corner * size for corner in _FORMS[form - 1]]))


_FORMS = (
    [QPointF(0, -1.3), QPointF(1.3, 0), QPointF(0, 1.3), QPointF(-1.3, 0)],
    [QPointF(0, -1.25), QPointF(1.2, 0.9), QPointF(-1.2, 0.9)],
    [QPointF(-0.95, -0.95), QPointF(0.95, -0.95), QPointF(0.95, 0.95), QPointF(-0.95, 0.95)],
    [QPointF(0, 1.25), QPointF(1.2, -0.9), QPointF(-1.2, -0.9)],
    [
        *(QPointF(-0.4, -1.2), QPointF(0.4, -1.2), QPointF(0.4, -0.4), QPointF(1.2, -0.4), QPointF(1.2, 0.4)),
        *(QPointF(0.4, 0.4), QPointF(0.4, 1.2), QPointF(-0.4, 1.2), QPointF(-0.4, 0.4), QPointF(-1.2, 0.4)),
        *(QPointF(-1.2, -0.4), QPointF(-0.4, -0.4)),
    ],
)
