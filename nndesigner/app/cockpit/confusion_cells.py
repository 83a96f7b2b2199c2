"""Draws a confusion matrix: right predictions along the diagonal in one colour, mistakes in another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import ndarray_to_qimage
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from nndesigner.app.cockpit.confusion_layout import AWAY, MARGIN, NAMES, RATES, SIDE, Grid, Texts, lay_out
from nndesigner.app.cockpit.curves import Numbers
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour

_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FINER = 2
"""Pixels of the picture for each pixel of the screen, so that the lines between cells are thin."""
_LEAST_CELL_WITH_GAP = 6
_GROWTH, _GROWTH_OF_MISTAKES = 0.5, 0.35
"""The share of a row to this power is how strongly a cell shows: rare mistakes more, because one looks for them."""


@dataclass(frozen=True)
class Matrix:
    """Samples by truth (rows) and prediction (columns), the class names, and which one is the positive class."""

    counts: NDArray[np.int64]
    names: tuple[str, ...]
    positive: int | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The names, with a sign behind that of the positive class."""
        return tuple(f"{name} +" if number == self.positive else name for number, name in enumerate(self.names))

    @property
    def shares(self) -> Numbers:
        """The part of each row in each cell; 0 in empty rows."""
        return self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1)

    def recall(self, row: int) -> float | None:
        """The part of a class that was found; None when it never occurs."""
        return _part(self.counts[row, row], self.counts[row].sum())

    def precision(self, column: int) -> float | None:
        """The part of the predictions of a class that are right; None when it is never predicted."""
        return _part(self.counts[column, column], self.counts[:, column].sum())


class ConfusionCells(QWidget):
    """One matrix; its picture is made once and only copied while the mouse moves over it."""

    resized = Signal()
    pointed = Signal(object, QPointF)
    """The mouse is on the cell (row, column), or on none (None), at this point."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.matrix: Matrix | None = None
        self.grid: Grid | None = None
        self._cells = QImage()
        self._picture = QPixmap()

    def show_matrix(self, matrix: Matrix) -> None:
        """Show another matrix, laid out for the room there is."""
        self.matrix = matrix
        self.grid = lay_out(len(matrix.counts), _texts(matrix), QSizeF(self.size()))
        self._cells = _coloured(matrix, self.grid)
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap((QSizeF(self.size()) * ratio).toSize())
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(colour("panel"))
        painter = QPainter(self._picture)
        self._paint(painter, matrix, self.grid)
        painter.end()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.matrix or not self.grid:
            return
        painter = QPainter(self)
        is_file = painter.paintEngine().type() == QPaintEngine.Type.SVG
        if is_file or painter.deviceTransform().m11() != self._picture.devicePixelRatio():
            self._paint(painter, self.matrix, self.grid)
        else:
            painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _paint(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        painter.drawImage(grid.cells, self._cells)
        painter.setPen(colour("muted"))
        self._paint_words(painter, grid)
        if grid.has_names:
            self._paint_names(painter, matrix, grid)
            self._paint_rates(painter, matrix, grid)
        if grid.has_counts:
            _paint_counts(painter, matrix, grid)

    def _paint_words(self, painter: QPainter, grid: Grid) -> None:
        """What rows and columns are."""
        cells = grid.cells
        above = QRectF(MARGIN, cells.top() - NAMES, cells.left() - AWAY - MARGIN, NAMES)
        painter.drawText(above, _RIGHT, "prediction")
        if grid.has_recall:
            painter.drawText(QRectF(cells.right(), above.top(), RATES, NAMES), _RIGHT, "recall")
        if grid.has_precision:
            painter.drawText(QRectF(above.left(), cells.bottom(), above.width(), NAMES), _RIGHT, "precision")
        painter.save()
        painter.translate(MARGIN + SIDE / 2 - 3, cells.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-40, -8, 80, 16), _CENTRE, "truth")
        painter.restore()

    def _paint_names(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        metrics, cells = QFontMetricsF(painter.font()), grid.cells
        width = cells.left() - AWAY - MARGIN - SIDE
        for number, name in enumerate(matrix.labels):
            cell = grid.cell(number, 0)
            room = QRectF(MARGIN + SIDE, cell.top(), width, cell.height())
            painter.drawText(room, _RIGHT, elided(name, metrics, width))
            above = QRectF(grid.cell(0, number).left(), cells.top() - NAMES, grid.width, NAMES)
            painter.drawText(above, _CENTRE, elided(name, metrics, grid.width - 2))

    def _paint_rates(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        for number in range(grid.classes):
            if grid.has_recall:
                room = grid.cell(number, grid.classes)
                room.setWidth(RATES)
                painter.drawText(room, _RIGHT, in_percent(matrix.recall(number)))
            if grid.has_precision:
                room = grid.cell(grid.classes, number)
                room.setHeight(NAMES)
                painter.drawText(room, _CENTRE, in_percent(matrix.precision(number)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self.grid.cell_at(event.position()) if self.grid else None, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None, QPointF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def in_percent(part: float | None) -> str:
    """A rate in the margin: "98 %", "100 %" only when nothing is missing, and "–" for none."""
    if part is None:
        return "–"
    return f"{min(round(part * 100), 99) if part < 1 else 100} %"


def _part(number: int, of: int) -> float | None:
    return float(number / of) if of else None


def _texts(matrix: Matrix) -> Texts:
    metrics = QFontMetricsF(theme.font(theme.SMALL, tabular=True))
    wide = metrics.horizontalAdvance
    return Texts(
        max(map(wide, matrix.labels), default=0.0),
        wide("prediction"),
        wide("precision"),
        wide(str(matrix.counts.max(initial=0))),
        wide("100 %"),
    )


def _colours(matrix: Matrix) -> Numbers:
    """Red, green and blue of every cell, from 0 to 255."""
    empty, right, wrong = (_rgb(colour(role)) for role in ("raised", "accent", "bad"))
    is_right = np.eye(len(matrix.counts), dtype=bool)
    strengths = matrix.shares ** np.where(is_right, _GROWTH, _GROWTH_OF_MISTAKES)
    return empty + strengths[..., None] * (np.where(is_right[..., None], right, wrong) - empty)


def _coloured(matrix: Matrix, grid: Grid) -> QImage:
    """The cells as a picture with thin lines of the panel's colour between them."""
    high, wide = (max(int(size * _FINER), 1) for size in (grid.height, grid.width))
    picture = _colours(matrix).round().astype(np.uint8).repeat(high, axis=0).repeat(wide, axis=1)
    if min(grid.height, grid.width) >= _LEAST_CELL_WITH_GAP:
        ground = _rgb(colour("panel"))
        picture.reshape(grid.classes, high, -1, 3)[:, -_FINER:] = ground
        picture.reshape(-1, grid.classes, wide, 3)[:, :, -_FINER:] = ground
    made: QImage = ndarray_to_qimage(np.ascontiguousarray(picture), QImage.Format.Format_RGB888)
    return made.copy()


def _paint_counts(painter: QPainter, matrix: Matrix, grid: Grid) -> None:
    inks = [colour(role) for role in ("text", "on_accent")]
    grounds = _brightness(_colours(matrix))
    best = np.argmax([_contrast(grounds, _brightness(_rgb(ink))) for ink in inks], axis=0)
    for row, column in np.argwhere(matrix.counts).tolist():
        painter.setPen(inks[best[row, column]])
        painter.drawText(grid.cell(row, column).adjusted(0, 0, -1, -1), _CENTRE, str(matrix.counts[row, column]))


def _brightness(colours: Numbers) -> Numbers:
    """How bright colours look, from 0 to 1: the relative luminance of WCAG 2.2."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    bright: Numbers = linear @ np.array([0.2126, 0.7152, 0.0722])
    return bright


def _contrast(one: Numbers, other: Numbers) -> Numbers:
    """The contrast of WCAG 2.2, from 1 to 21."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def _rgb(of: QColor) -> NDArray[np.float64]:
    return np.array([of.red(), of.green(), of.blue()], dtype=float)
