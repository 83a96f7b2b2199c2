"""Draws generated samples: flat pairs as points on a plane, everything else as pictures in a grid."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.theme import colour
from nndesigner.training.readings import Generated

MARGIN, GAP, FOOT = 16.0, 2.0, 22.0
MOST_REAL = 600
"""Points of the data that are kept from several looks, so that they do not flicker."""
_AROUND = 0.12
"""The part of the data's extent that is shown around it."""
Points = NDArray[np.float32]


class GeneratedView(QWidget):
    """Shows the samples that were given last."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Generated | None = None
        self.real: Points = np.zeros((0, 2), np.float32)
        """The points of the data that are shown."""
        self._picture = QImage()

    def show_samples(self, generated: Generated) -> None:
        """Show these."""
        is_other = self.shown is None or self.shown.made.shape[1:] != generated.made.shape[1:]
        self.shown = generated
        if self.shows_points:
            before = self.real[:0] if is_other else self.real
            self.real = before if len(before) >= MOST_REAL else np.concatenate([before, generated.real])[:MOST_REAL]
        else:
            self._picture = tiled(generated.made)
        self.update()

    @property
    def shows_points(self) -> bool:
        """Whether each sample is a point on the plane."""
        return self.shown is not None and self.shown.made.shape[1:] == (2,)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shown is None:
            return
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(MARGIN, 6, -MARGIN, -FOOT - 6)
        if self.shows_points:
            self._paint_points(painter, room)
        else:
            self._paint_picture(painter, room)
        painter.end()

    def _paint_picture(self, painter: QPainter, room: QRectF) -> None:
        scale = min(room.width() / self._picture.width(), (room.height() + FOOT) / self._picture.height())
        whole = math.floor(scale) if scale >= 2 else scale
        size = self._picture.size().toSizeF() * whole
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, whole < 1)
        painter.drawImage(QRectF(room.topLeft(), size), self._picture)

    def _paint_points(self, painter: QPainter, room: QRectF) -> None:
        assert self.shown is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self.real.min(axis=0), self.real.max(axis=0)
        middle, extent = (low + high) / 2, float(max((high - low).max(), 1e-6)) * (1 + 2 * _AROUND)
        side = min(room.width(), room.height())
        square = QRectF(room.left(), room.top(), room.width(), room.height())
        painter.setClipRect(square)
        for points, name in ((self.real, "muted"), (self.shown.made, "accent")):
            tint = QColor(colour(name))
            tint.setAlphaF(0.55 if name == "muted" else 0.8)
            painter.setPen(QPen(tint, 3 if name == "muted" else 3.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            places = (points - middle) * [side / extent, -side / extent]
            finite = places[np.isfinite(places).all(axis=1)]
            centre = square.center()
            painter.drawPoints([QPointF(centre.x() + x, centre.y() + y) for x, y in finite.tolist()])
        painter.setClipping(False)
        self._paint_key(painter, QRectF(room.left(), room.bottom() + 6, room.width(), 16))

    def _paint_key(self, painter: QPainter, row: QRectF) -> None:
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        left = row.left()
        for name, text in (("accent", "generated"), ("muted", "real")):
            painter.setPen(QPen(colour(name), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoint(QPointF(left + 4, row.center().y()))
            painter.setPen(colour("text" if name == "accent" else "muted"))
            place = QRectF(left + 14, row.top(), row.width(), row.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            left += 14 + painter.fontMetrics().horizontalAdvance(text) + 18


def tiled(samples: NDArray[np.float32]) -> QImage:
    """All samples (samples, C, H, W), (samples, T, F) or (samples, F) as pictures in rows, as square as possible."""
    pictures = _as_pictures(samples)
    number, height, width, _ = pictures.shape
    across = math.ceil(math.sqrt(number))
    down = math.ceil(number / across)
    gap = int(GAP)
    whole = np.zeros((down * (height + gap) - gap, across * (width + gap) - gap, 4), np.uint8)
    for place, picture in enumerate(pictures):
        top, left = (place // across) * (height + gap), (place % across) * (width + gap)
        whole[top : top + height, left : left + width] = picture
    return QImage(whole.data, whole.shape[1], whole.shape[0], 4 * whole.shape[1], QImage.Format.Format_RGBA8888).copy()


def _as_pictures(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(samples, height, width, RGBA), from black at the least value, or 0, to white at the greatest, or 1."""
    shaped = samples[:, None, :, None] if samples.ndim == 2 else samples[:, None] if samples.ndim == 3 else samples
    if shaped.shape[1] not in (1, 3):
        shaped = shaped.mean(axis=1, keepdims=True)
    finite = np.nan_to_num(shaped)
    low, high = min(float(finite.min(initial=0)), 0.0), max(float(finite.max(initial=1)), 1.0)
    levels = ((finite - low) / (high - low) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    colours = np.repeat(levels, 3, axis=3) if levels.shape[3] == 1 else levels
    return np.concatenate([colours, np.full((*colours.shape[:3], 1), 255, np.uint8)], axis=3)
