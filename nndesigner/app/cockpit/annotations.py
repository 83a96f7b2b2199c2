"""Words in a chart: the names of curves at their ends, and a line at a place worth knowing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour

_GAP, _LINE, _WIDEST = 6, 14, 84
NEAR = 7
"""Pixels within which two lines are one, and within which the mouse is at a line."""
_MARK_GAP, _ROWS = 3, 3
"""Beside a line that marks a change, and how many rows its words may stand in."""
_ALIGNED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

End = tuple[QPointF, str, QColor]
"""Where a curve ends, what it is called, and its colour."""


@dataclass(frozen=True)
class Marker:
    """A line at `x` with a `text` beside it, at its top or at its bottom."""

    x: float
    text: str
    is_at_top: bool = True


@dataclass(frozen=True)
class Event:
    """Something that was changed at `x`, in words."""

    x: float
    text: str


def draw_event_lines(painter: QPainter, area: QRectF, events: Sequence[tuple[float, str]]) -> None:
    """Draw a thin line at the pixel of each, behind the curves; those near each other are one line."""
    painter.setPen(QPen(colour("muted", 0.75), 1))
    for x, _ in _grouped(events):
        x = round(x) + 0.5
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def draw_event_words(painter: QPainter, area: QRectF, events: Sequence[tuple[float, str]], is_at_top: bool) -> None:
    """Write what each is beside its line, at the upper or the lower edge, in rows where one would cover the next.

    What finds no room in any row is left out: the cross-hair says it.
    """
    metrics = QFontMetricsF(painter.font())
    ends = [area.left()] * _ROWS
    for x, texts in _grouped(events):
        words = texts[0] if len(texts) == 1 else f"{len(texts)} changes"
        width = metrics.horizontalAdvance(words) + 2
        left = min(round(x) + _MARK_GAP, area.right() - width)
        row = next((row for row, end in enumerate(ends) if end <= left), None)
        if row is None or left < area.left():
            continue
        ends[row] = left + width + 2 * _MARK_GAP
        top = area.top() + row * _LINE if is_at_top else area.bottom() - (row + 1) * _LINE - 1
        place = QRectF(left, top, width, _LINE)
        painter.fillRect(place.adjusted(-1, 0, 1, 0), colour("panel", 0.85))
        painter.setPen(colour("text", 0.8))
        painter.drawText(place, _ALIGNED, words)


def _grouped(events: Sequence[tuple[float, str]]) -> list[tuple[float, list[str]]]:
    groups: list[tuple[float, list[str]]] = []
    for x, text in sorted(events, key=lambda event: event[0]):
        if groups and x - groups[-1][0] < NEAR:
            groups[-1][1].append(text)
        else:
            groups.append((x, [text]))
    return groups


def room_for(names: Iterable[str]) -> float:
    """The room that `names` need at the right of a chart, in pixels."""
    metrics = QFontMetricsF(theme.font(theme.SMALL, tabular=True))
    return min(max((metrics.horizontalAdvance(name) for name in names), default=0.0), _WIDEST) + 2 * _GAP


def draw_labels(painter: QPainter, area: QRectF, ends: Sequence[End]) -> None:
    """Write the names right of the ends of their curves, moved apart where they would cover each other."""
    metrics = QFontMetricsF(painter.font())
    ordered = sorted(ends, key=lambda end: end[0].y())
    for (end, name, ink), middle in zip(ordered, _apart([end.y() for end, *_ in ordered], area), strict=True):
        painter.setPen(ink)
        room = QRectF(end.x() + _GAP, middle - _LINE / 2, _WIDEST + 2, _LINE)
        painter.drawText(room, _ALIGNED, elided(name, metrics, _WIDEST))


def _apart(heights: list[float], area: QRectF) -> list[float]:
    """Rising `heights` with at least a line between them, inside `area` as far as there is room."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + _LINE) if placed else height)
    lowest = area.bottom()
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], lowest)
        lowest = placed[number] - _LINE
    return placed


def draw_marker(painter: QPainter, area: QRectF, x: float, marker: Marker) -> None:
    """Draw a thin line at the pixel `x` with its text, right of it or, without room there, left."""
    x = round(x) + 0.5
    painter.setPen(QPen(colour("muted"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    width = QFontMetricsF(painter.font()).horizontalAdvance(marker.text) + 2
    left = x + _GAP if x + _GAP + width <= area.right() else x - _GAP - width
    top = area.top() if marker.is_at_top else area.bottom() - _LINE - 2
    painter.setPen(colour("muted"))
    painter.drawText(QRectF(left, top, width, _LINE), _ALIGNED, marker.text)
