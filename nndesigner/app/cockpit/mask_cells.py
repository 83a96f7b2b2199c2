"""Draws a dropout mask: a coloured cell is kept, an empty one dropped."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import ndarray_to_qimage
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    qBlue,
    qGreen,
    qRed,
    qRgb,
)
from PySide6.QtWidgets import QWidget

from nndesigner.app.cockpit.exporting import RATIO
from nndesigner.app.cockpit.mask_layout import BETWEEN, Layout, lay_out
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour, group_colour

MARGIN, TOP, FOOT = 16, 6, 28
_ROUNDING = 0.22
_FINER = 4
"""A cell's rounded corners are worked out on a grid this much finer than the pixels."""


class MaskCells(QWidget):
    """One mask and a line of words below it; its picture is made once a mask and only copied afterwards."""

    resized = Signal()
    pointed = Signal(object, QPointF)
    """The mouse is on the cell (block, row, column), or on none (None), at this point."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.shown: Layout | None = None
        self._caption: tuple[str, ...] = ()
        self._picture = QImage()

    def show_mask(self, kept: NDArray[np.bool_]) -> Layout:
        """Show `kept`, laid out for the room there is."""
        room = self._room()
        self.shown = lay_out(kept, room.width(), room.height())
        self._picture = _drawn(self.shown, max(self.devicePixelRatioF(), RATIO))
        self.update()
        return self.shown

    def show_caption(self, *versions: str) -> None:
        """Write below the mask the first of these texts that fits, or the last."""
        self._caption = versions
        self.update()

    def _room(self) -> QRectF:
        width, height = self.width() - 2 * MARGIN, self.height() - TOP - FOOT
        return QRectF(MARGIN, TOP, max(width, 1), max(height, 1))

    def _place(self) -> QRectF:
        """Where the picture is: at the upper left of the room."""
        size = self._picture.deviceIndependentSize()
        return QRectF(self._room().topLeft(), size)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawImage(place, self._picture)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        painter.setPen(colour("muted"))
        width, metrics = self._room().width(), QFontMetricsF(painter.font())
        fitting = (text for text in self._caption if metrics.horizontalAdvance(text) <= width)
        text = next(fitting, elided(self._caption[-1], metrics, width) if self._caption else "")
        foot = QRectF(MARGIN, place.bottom() + 6, width, 16)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._cell(event.position()), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None, QPointF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _cell(self, at: QPointF) -> tuple[int, int, int] | None:
        if not self.shown or self.shown.cell <= 0:
            return None
        inside = at - self._place().topLeft()
        if inside.x() < 0 or inside.y() < 0:
            return None
        block_column, column = _within(inside.x(), self.shown.columns, self.shown.cell)
        block_row, row = _within(inside.y(), self.shown.rows, self.shown.cell)
        block = block_row * self.shown.across + block_column
        is_there = block_column < self.shown.across and block < self.shown.blocks
        if not is_there or column >= self.shown.columns or row >= self.shown.rows:
            return None
        return (block, row, column) if row * self.shown.columns + column < self.shown.last else None


def _within(at: float, cells: int, cell: float) -> tuple[int, int]:
    """The block and the cell in it at `at` pixels."""
    block, rest = divmod(at, cells * cell + BETWEEN)
    return int(block), int(rest // cell)


def _drawn(of: Layout, ratio: float) -> QImage:
    """The blocks with every cell on whole device pixels, so that all cells look alike."""
    side, between = max(int(of.cell * ratio), 1), round(BETWEEN * ratio)
    high, wide = of.rows * side, of.columns * side
    kept_cell = _cell_shape(side)
    dropped_cell = (kept_cell * _GROUND).astype(np.uint8)
    down = -(-of.blocks // of.across)
    strength = np.zeros((down * (high + between) - between, of.across * (wide + between) - between), dtype=np.uint8)
    for block, kept in enumerate(of.kept):
        top, left = (block // of.across) * (high + between), (block % of.across) * (wide + between)
        cells = np.where(kept[:, None, :, None], kept_cell[:, None, :], dropped_cell[:, None, :])
        strength[top : top + high, left : left + wide] = cells.reshape(high, wide)
    missing = of.rows * of.columns - of.last
    if missing:
        strength[high - side : high, wide - missing * side :] = 0
    return _tinted(strength, group_colour("Regularization"), ratio)


_GROUND = 0.14
"""How strongly a dropped cell shows."""


@cache
def _cell_shape(side: int) -> NDArray[np.uint8]:
    """How much of each pixel a cell covers, up to 255: a rounded square with a little room to its neighbours."""
    gap = max(1, round(side * 0.14)) if side >= 4 else 0
    body = side - gap
    at = (np.arange(body * _FINER) + 0.5) / _FINER
    radius = body * _ROUNDING if side >= 6 else 0.0
    over = np.maximum(np.abs(at - body / 2) - (body / 2 - radius), 0)
    inside = (over[:, None] ** 2 + over[None, :] ** 2 <= max(radius, 1e-9) ** 2).astype(float)
    covered = np.zeros((side, side), dtype=np.uint8)
    covered[:body, :body] = (inside.reshape(body, _FINER, body, _FINER).mean(axis=(1, 3)) * 255).round()
    return covered


def _tinted(strength: NDArray[np.uint8], tint: QColor, ratio: float) -> QImage:
    """`tint` on the panel's colour, as strong as `strength` says."""
    image = ndarray_to_qimage(strength, QImage.Format.Format_Indexed8)
    image.setColorTable(_levels(colour("panel").rgb(), tint.rgb()))
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    return made


@cache
def _levels(ground: int, tint: int) -> list[int]:
    """256 colours from `ground` to `tint`."""
    ends = np.array([[qRed(each), qGreen(each), qBlue(each)] for each in (ground, tint)], dtype=float)
    levels = (ends[0] + np.linspace(0, 1, 256)[:, None] * (ends[1] - ends[0])).round().astype(int)
    return [qRgb(*level) for level in levels.tolist()]
