"""One strip a layer: a number over the steps as colour, newest at the right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import ndarray_to_qimage
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nndesigner.app.cockpit.curves import Numbers
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.colours import viridis
from nndesigner.app.widgets.theme import colour

MARGIN, TOP, BOTTOM = 16, 6, 30
_TALLEST, _GAP, _NAME_GAP = 40, 6, 10
_SCALE_WIDTH, _SCALE_HEIGHT = 84, 6
_VALUE_WIDTH, _ROOM_FOR_VALUES = 66, 300
_ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ALIGN_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Strips:
    """What is shown: `values` has a row for each of `names` and a column for each moment.

    `newest` says the last value of each row; `parts` says where the values stand on the scale, from 0 to 1, and
    `scale` its ends in words; `start` and `end` stand below.
    """

    names: tuple[str, ...]
    newest: tuple[str, ...]
    values: Numbers
    parts: Numbers
    scale: tuple[str, str]
    start: str
    end: str


class HeatStrips(QWidget):
    """Paints strips; the picture of all values is made once a redraw and only scaled afterwards."""

    resized = Signal()
    pointed = Signal(object)
    """The mouse is at (row, column) of the values, or nowhere (None)."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.strips: Strips | None = None
        self._picture = QImage()
        self._widest_name = 0.0

    def show_strips(self, strips: Strips) -> None:
        """Show other strips."""
        self.strips = strips
        self._picture = _coloured(strips)
        metrics = QFontMetricsF(theme.font(theme.SMALL, tabular=True))
        self._widest_name = max((metrics.horizontalAdvance(name) for name in strips.names), default=0.0)
        self.update()

    def columns(self) -> int:
        """How many columns can be distinguished."""
        return max(int(self._strip_room().width()), 2)

    def row_room(self, row: int) -> QRectF:
        """Where the strip number `row` is."""
        room = self._strip_room()
        pitch, height = self._pitch()
        return QRectF(room.left(), room.top() + row * pitch, room.width(), height)

    def _strip_room(self) -> QRectF:
        left = MARGIN + min(self._widest_name, self.width() * 0.3) + _NAME_GAP
        right = self.width() - MARGIN - (_VALUE_WIDTH if self._has_values() else 0)
        return QRectF(left, TOP, max(right - left, 1), max(self.height() - TOP - BOTTOM, 1))

    def _has_values(self) -> bool:
        return self.width() >= _ROOM_FOR_VALUES

    def _pitch(self) -> tuple[float, float]:
        """From one strip to the next, and the height of a strip."""
        rows = max(len(self.strips.names) if self.strips else 1, 1)
        pitch = min((self._strip_room().height() + _GAP) / rows, _TALLEST + _GAP)
        gap = _GAP if pitch > 3 * _GAP else max(pitch / 4, 0.5)
        return pitch, pitch - gap

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.strips:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        width = self._picture.width()
        every = max(1, int(np.ceil(13 / self._pitch()[0])))
        for row, name in enumerate(self.strips.names):
            room = self.row_room(row)
            # a copy, because SVG files cannot hold pieces of pictures
            painter.drawImage(room, self._picture.copy(0, row, width, 1))
            if row % every == 0:
                self._paint_texts(painter, room, name, self.strips.newest[row])
        self._paint_foot(painter, self.strips)
        painter.end()

    def _paint_texts(self, painter: QPainter, room: QRectF, name: str, newest: str) -> None:
        metrics = QFontMetricsF(painter.font())
        middle = room.center().y()
        left = room.left() - _NAME_GAP - MARGIN
        painter.setPen(colour("muted"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, left)
        painter.drawText(QRectF(MARGIN, middle - 8, left, 16), _ALIGN_RIGHT, shown)
        if self._has_values():
            painter.drawText(QRectF(room.right(), middle - 8, _VALUE_WIDTH, 16), _ALIGN_RIGHT, newest)

    def _paint_foot(self, painter: QPainter, strips: Strips) -> None:
        """Where the strips begin and end, and what the colours mean."""
        room = self._strip_room()
        last = self.row_room(len(strips.names) - 1)
        foot = QRectF(room.left(), last.bottom() + 4, room.width(), 16)
        painter.setPen(colour("muted"))
        painter.drawText(foot, _ALIGN_LEFT, strips.start)
        painter.drawText(foot, _ALIGN_RIGHT, strips.end)
        metrics = QFontMetricsF(painter.font())
        low, high = strips.scale
        sides = metrics.horizontalAdvance(strips.start), metrics.horizontalAdvance(strips.end)
        texts = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high) + 12
        bar = min(_SCALE_WIDTH, room.width() - sum(sides) - texts - 24)
        if bar < 24:
            return
        left = room.left() + sides[0] + (room.width() - sum(sides) - texts - bar) / 2
        painter.drawText(QRectF(left, foot.top(), 60, 16), _ALIGN_LEFT, low)
        left += metrics.horizontalAdvance(low) + 6
        scale = QRectF(left, foot.center().y() - _SCALE_HEIGHT / 2, bar, _SCALE_HEIGHT)
        painter.drawImage(scale, _image(viridis(np.linspace(0, 1, 64))[None]))
        painter.drawText(QRectF(scale.right() + 6, foot.top(), 60, 16), _ALIGN_LEFT, high)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._cell(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        if not self.strips or not self.strips.values.size:
            return None
        rows, columns = self.strips.values.shape
        room = self._strip_room()
        row, part = int((at.y() - room.top()) // self._pitch()[0]), (at.x() - room.left()) / room.width()
        return (row, int(part * columns)) if 0 <= row < rows and 0 <= part < 1 else None


def _coloured(strips: Strips) -> QImage:
    """One pixel for each value; what is no finite number in the colour for bad news, striped so that it shows.

    Nothing stands before the first value of a layer: it was frozen at first.
    """
    colours = viridis(strips.parts)
    missing = np.isnan(strips.values) & ~np.logical_or.accumulate(~np.isnan(strips.values), axis=1)
    if missing.any():
        colours = np.where(missing[..., None], np.array(_rgb(colour("panel")), dtype=np.uint8), colours)
    bad = ~np.isfinite(strips.values) & ~missing
    if bad.any():
        pair = np.array([_rgb(colour("bad")), _rgb(colour("panel"))], dtype=np.uint8)
        stripes = pair[(np.arange(strips.values.shape[1]) // 2) % 2]
        colours = np.where(bad[..., None], stripes[None], colours)
    return _image(colours)


def _image(colours: NDArray[np.uint8]) -> QImage:
    made: QImage = ndarray_to_qimage(np.ascontiguousarray(colours), QImage.Format.Format_RGB888)
    return made


def _rgb(of: QColor) -> tuple[int, int, int]:
    return of.red(), of.green(), of.blue()
