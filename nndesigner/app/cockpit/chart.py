"""A chart of curves: hairlines for the grid, small quiet figures, and nothing else.

pyqtgraph turns the arrays into what Qt draws, but the chart paints itself: every call from Python to Qt may wait for
the training thread, and a whole plot of pyqtgraph's makes hundreds.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEngine, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nndesigner.app.cockpit.annotations import (
    NEAR,
    Event,
    Marker,
    draw_event_lines,
    draw_event_words,
    draw_labels,
    draw_marker,
    room_for,
)
from nndesigner.app.cockpit.curves import Numbers, cut
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.axes import Axis
from nndesigner.app.widgets.strokes import Stroke
from nndesigner.app.widgets.theme import colour

LEFT, TOP, RIGHT, BOTTOM = 52, 8, 16, 26
"""Room around the curves, in pixels."""
_GAP = 8
_MOST_DOTS, _DOT = 30, 2.5
_CLOSEST = 1 / 1000
"""The smallest part of the whole x axis that can be shown."""
_NOTHING: Numbers = np.empty(0)
Points = tuple[Numbers, Numbers]


class Chart(QWidget):
    """Curves by name, each with a stroke. Wheel and dragging zoom along x, a double click shows all again."""

    looked = Signal()
    """Another part of the x axis is to be shown, because the user wants it or because there is more room."""
    pointed = Signal(object)
    """The mouse is at this x (a float), or nowhere (None)."""

    def __init__(self, strokes: Mapping[str, Stroke]) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.x_axis, self.y_axis = Axis(0, 1, ()), Axis(0, 1, ())
        self.closer: tuple[float, float] | None = None
        """The part of the x axis that the user wants to see; None for all of it."""
        self._whole = 1.0
        self._strokes = dict(strokes)
        self._labels: dict[str, str] = {}
        self._right = float(RIGHT)
        self.marker: Marker | None = None
        self.events: tuple[Event, ...] = ()
        self._has_words_at_top = True
        self._points: dict[str, Points] = {}
        self._dragged_from: tuple[float, tuple[float, float]] | None = None

    @property
    def area(self) -> QRectF:
        """Where the curves are, in the widget's pixels."""
        return QRectF(LEFT, TOP, max(self.width() - LEFT - self._right, 1), max(self.height() - TOP - BOTTOM, 1))

    def use(self, strokes: Mapping[str, Stroke], labels: Mapping[str, str]) -> None:
        """Draw curves with these names only; those in `labels` are called so at their ends."""
        self._points = {name: points for name, points in self._points.items() if name in strokes}
        self._strokes, self._labels = dict(strokes), dict(labels)
        self._right = max(float(RIGHT), room_for(labels.values())) if labels else float(RIGHT)

    def mark(self, marker: Marker | None) -> None:
        """Show a line at one place of the x axis."""
        self.marker = marker
        self.update()

    def show_events(self, events: Iterable[Event], is_at_top: bool) -> None:
        """Show where something was changed, with words at the upper or the lower edge."""
        self.events, self._has_words_at_top = tuple(events), is_at_top
        self.update()

    def events_near(self, x: float) -> list[Event]:
        """What was changed about there, as far as the mouse can tell."""
        return [event for event in self.events if abs(self.place(event.x, 0).x() - self.place(x, 0).x()) <= NEAR]

    def show_axes(self, x: Axis, y: Axis, whole: float) -> None:
        """Show `x` and `y`; `whole` is where the x axis ends when the user sees all."""
        self.x_axis, self.y_axis, self._whole = x, y, whole
        self.update()

    def show_curve(self, name: str, x: Numbers, y: Numbers) -> None:
        """Draw the curve `name` through these points; where y is NaN it is interrupted."""
        self._points[name] = x, y
        self.update()

    def shown(self, name: str) -> Points:
        """The points of the curve `name`."""
        return self._points.get(name, (_NOTHING, _NOTHING))

    def drawn(self, name: str) -> Points:
        """The points that the curve `name` is drawn through: those inside the axes, and where it leaves them."""
        # cut here and not by the painter, because SVG files are not clipped
        up, across = cut(*self.shown(name), self.y_axis.low, self.y_axis.high)[::-1]
        up, across = cut(up, across, self.x_axis.low, self.x_axis.high)
        return across, up

    def place(self, x: float, y: float) -> QPointF:
        """The pixel where the point (x, y) is drawn."""
        across, up = self._pixels(np.array([x]), np.array([y]))
        return QPointF(float(across[0]), float(up[0]))

    def look_at(self, left: float, right: float) -> None:
        """Show this part of the x axis, as far as there is one."""
        width = min(max(right - left, self._whole * _CLOSEST), self._whole)
        left = min(max(left, 0.0), self._whole - width)
        self.closer = None if width >= self._whole else (left, left + width)
        self.looked.emit()

    def look_at_all(self) -> None:
        """Show the whole x axis again."""
        self.closer = None
        self.looked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        self._draw_marks(painter)
        if self.marker and self.x_axis.low <= self.marker.x <= self.x_axis.high:
            draw_marker(painter, self.area, self.place(self.marker.x, 0).x(), self.marker)
        inside = [event for event in self.events if self.x_axis.low <= event.x <= self.x_axis.high]
        changes = [(self.place(event.x, 0).x(), event.text) for event in inside]
        draw_event_lines(painter, self.area, changes)
        ends = []
        for name, stroke in self._strokes.items():
            x, y = self._pixels(*self.drawn(name))
            self._draw_curve(painter, stroke, x, y)
            seen = np.flatnonzero(np.isfinite(y)) if name in self._labels else y[:0]
            if len(seen):
                ends.append((QPointF(float(x[seen[-1]]), float(y[seen[-1]])), self._labels[name], stroke.full_colour()))
        draw_labels(painter, self.area, ends)
        draw_event_words(painter, self.area, changes, self._has_words_at_top)
        painter.end()

    def _draw_marks(self, painter: QPainter) -> None:
        area = self.area
        for place, text in self.y_axis.marks:
            self._draw_y_mark(painter, area, self.place(0, place).y(), text)
        right = float(self.width())
        for place, text in reversed(self.x_axis.marks):
            right = self._draw_x_mark(painter, area, self.place(place, 0).x(), text, right)

    def _pixels(self, x: Numbers, y: Numbers) -> Points:
        area, across, up = self.area, self.x_axis, self.y_axis
        return (
            area.left() + (x - across.low) * (area.width() / (across.high - across.low)),
            area.bottom() - (y - up.low) * (area.height() / (up.high - up.low)),
        )

    def _draw_curve(self, painter: QPainter, stroke: Stroke, x: Numbers, y: Numbers) -> None:
        # soft edges cost most on the long raw curve, where they are seen least
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not stroke.is_faint)
        if stroke.is_dashed or painter.paintEngine().type() == QPaintEngine.Type.SVG:
            painter.setPen(stroke.pen())
            painter.drawPath(arrayToQPath(x, y, connect="finite"))
        else:
            painter.setPen(_fast_pen(stroke, painter.deviceTransform().m11()))
            painter.drawLines(_pieces(x, y))
        if stroke.has_dots and len(x) <= _MOST_DOTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(stroke.colour())
            for point in zip(x.tolist(), y.tolist(), strict=True):
                if np.isfinite(point).all():
                    painter.drawEllipse(QPointF(*point), _DOT, _DOT)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_y_mark(self, painter: QPainter, area: QRectF, y: float, text: str) -> None:
        y = round(y) + 0.5
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(colour("muted"))
        room = QRectF(0, y - 10, area.left() - _GAP, 20)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_x_mark(self, painter: QPainter, area: QRectF, x: float, text: str, right: float) -> float:
        """Write `text` under `x`, kept inside the chart and left of `right`; gives how far left it reaches."""
        width = painter.fontMetrics().horizontalAdvance(text)
        left = min(max(x - width / 2, area.left()), area.right() - width)
        if left + width > right:
            return right
        painter.setPen(colour("muted"))
        painter.drawText(QRectF(left, area.bottom() + 6, width + 1, 16), Qt.AlignmentFlag.AlignLeft, text)
        return left - 2 * _GAP

    def _x_at(self, pixel: float) -> float:
        left, right = self.x_axis.low, self.x_axis.high
        return left + (pixel - LEFT) / self.area.width() * (right - left)

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor, at = 0.998 ** event.angleDelta().y(), self._x_at(event.position().x())
        self.look_at(at - (at - self.x_axis.low) * factor, at + (self.x_axis.high - at) * factor)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.closer:
            self._dragged_from = event.position().x(), self.closer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._dragged_from:
            start, (left, right) = self._dragged_from
            moved = (at.x() - start) / self.area.width() * (right - left)
            self.look_at(left - moved, right - moved)
        self.pointed.emit(self._x_at(at.x()) if self.area.contains(at) else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.look_at_all()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.looked.emit()


def _fast_pen(stroke: Stroke, ratio: float) -> QPen:
    """A pen for pieces of a curve, on a device with `ratio` pixels for each of ours.

    A soft, wide curve costs 16 times as much in one piece as in pieces that overlap at their square ends, and a pen
    10 times as much that is not cosmetic; but a cosmetic pen counts in pixels of the device.
    """
    pen = stroke.pen()
    pen.setCosmetic(True)
    pen.setWidthF(stroke.width * ratio)
    if not stroke.is_faint:
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    return pen


def _pieces(x: Numbers, y: Numbers) -> list[QLineF]:
    """A line from each point to the next, without those that have no end."""
    ends = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)
    return [QLineF(*line) for line in ends[np.isfinite(ends).all(axis=1)].tolist()]
