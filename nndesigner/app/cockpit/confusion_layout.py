"""Where the cells of a confusion matrix are, and what there is room for beside them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

MARGIN, TOP, NAMES, SIDE, AWAY = 16.0, 2.0, 16.0, 18.0, 6.0
"""Room at the edges, above for the predictions, at the left for the word "truth", and between names and cells."""
RATES = 48.0
_WIDEST, _TALLEST = 64.0, 44.0
_READABLE, _NARROWEST_RATE = 14.0, 28.0
_PADDING = 2.0
_MOST_FOR_NAMES = 0.28


@dataclass(frozen=True)
class Texts:
    """The widths of what is to be written: names of classes, the words for predictions and rates, counts, and rates."""

    names: float
    axis: float
    words: float
    counts: float
    rates: float


@dataclass(frozen=True)
class Grid:
    """So many `classes` in cells of this `width` and `height` from `left` and `top` on."""

    classes: int
    left: float
    top: float
    width: float
    height: float
    has_names: bool
    has_counts: bool
    has_recall: bool
    has_precision: bool

    @property
    def cells(self) -> QRectF:
        """All cells together."""
        return QRectF(self.left, self.top, self.width * self.classes, self.height * self.classes)

    def cell(self, row: int, column: int) -> QRectF:
        """Where a cell is; the row and the column after the last are those of the rates."""
        return QRectF(self.left + column * self.width, self.top + row * self.height, self.width, self.height)

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column of the cell at this point."""
        row, column = (at.y() - self.top) // self.height, (at.x() - self.left) // self.width
        return (int(row), int(column)) if 0 <= row < self.classes and 0 <= column < self.classes else None


def lay_out(classes: int, texts: Texts, room: QSizeF) -> Grid:
    """The cells as large as they can be, the counts in them when they fit, the rates beside them when they leave room.

    Cells are whole pixels as far as there is a pixel for each.
    """
    with_rates = _grid(classes, texts, room, has_rates=True)
    if with_rates.has_counts:
        return with_rates
    without = _grid(classes, texts, room, has_rates=False)
    return without if without.has_counts or without.height < _READABLE else with_rates


def _grid(classes: int, texts: Texts, room: QSizeF, has_rates: bool) -> Grid:
    words = max(texts.axis, texts.words if has_rates else 0.0) - SIDE
    names = min(max(texts.names, words), room.width() * _MOST_FOR_NAMES)
    left, top = MARGIN + SIDE + names + AWAY, TOP + NAMES
    right, bottom = (RATES, NAMES) if has_rates else (0.0, 0.0)
    width = _whole(min((room.width() - left - MARGIN - right) / classes, _WIDEST))
    height = _whole(min((room.height() - top - AWAY - bottom) / classes, _TALLEST))
    is_readable = height >= _READABLE
    return Grid(
        *(classes, left, top, width, height),
        has_names=is_readable,
        has_counts=is_readable and texts.counts + _PADDING <= width,
        has_recall=has_rates and is_readable,
        has_precision=has_rates and is_readable and texts.rates + _PADDING <= width,
    )


def _whole(size: float) -> float:
    return float(int(size)) if size >= 1 else max(size, 1e-3)
