"""A graph of one or two curves: quiet axes through zero, the function solid, its derivative dashed."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.axes import Axis, Mark, linear_axis
from nndesigner.app.widgets.help.curves import Curve, Picture

HEIGHT = 184
_PAD, _HEAD, _FOOT = 16, 32, 28
_ROUNDING = 10
_STROKE, _DASHES = 1.75, (4.0, 3.0)
_LEAST_HEIGHT = 1e-6
_ROOM = 0.06
"""What is left free above and below the curves, as a part of their height."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE


class Graph(QWidget):
    """Shows a Picture on a card."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        theme.themes.changed.connect(self.update)
        self.show_picture(picture)

    def show_picture(self, picture: Picture) -> None:
        """Show other curves."""
        self.picture = picture
        places = [point for curve in picture.curves for piece in curve.pieces for point in piece]
        self._across = Axis(min(x for x, _ in places), max(x for x, _ in places), ())
        low, high = min(y for _, y in places), max(y for _, y in places)
        if picture.is_from_zero or high - low < _LEAST_HEIGHT:
            low, high = min(low, 0.0), max(high, 0.0, low + _LEAST_HEIGHT)
        room = _ROOM * (high - low)
        marks = linear_axis(low, high, 5).marks
        low, high = low - (0.0 if picture.is_from_zero else room), high + room
        self._up = Axis(low, high, tuple(mark for mark in marks if low <= mark[0] <= high))
        self.setAccessibleName("Graph of " + " and ".join(curve.name for curve in picture.curves))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()), _ROUNDING, _ROUNDING)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        area = self._area(QFontMetricsF(painter.font()))
        self._paint_grid(painter, area)
        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        for curve in self.picture.curves:
            self._paint_curve(painter, area, curve)
        painter.setClipping(False)
        self._paint_legend(painter, area)

    def _area(self, metrics: QFontMetricsF) -> QRectF:
        """Where the curves are, right of the numbers of the upright axis."""
        widest = max(metrics.horizontalAdvance(text) for _, text in self._up.marks)
        return QRectF(self.rect()).adjusted(_PAD + widest + 8, _HEAD + 8, -_PAD, -_FOOT)

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        line, axis, ink = theme.colour("line"), theme.colour("muted", 0.6), theme.colour("muted")
        for y, text in self._up.marks:
            level = self._at(area, self._across.low, y).y()
            painter.setPen(QPen(axis if y == 0 else line, 1))
            painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
            painter.setPen(ink)
            painter.drawText(QRectF(0, level - 8, area.left() - 8, 16), _RIGHT, text.replace("-", "−"))
        for x, text in self._marks_across():
            place = self._at(area, x, self._up.low).x()
            if self._across.low < 0:
                painter.setPen(QPen(axis if x == 0 else line, 1))
                painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
            painter.setPen(ink)
            painter.drawText(QRectF(place - 24, area.bottom() + 4, 48, 16), Qt.AlignmentFlag.AlignCenter, text)

    def _marks_across(self) -> tuple[Mark, ...]:
        marks = linear_axis(self._across.low, self._across.high, 5).marks
        inside = [mark for mark in marks if self._across.low <= mark[0] <= self._across.high]
        return tuple((x, text.replace("-", "−")) for x, text in inside)

    def _paint_curve(self, painter: QPainter, area: QRectF, curve: Curve) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(curve))
        for piece in curve.pieces:
            path = QPainterPath(self._at(area, *piece[0]))
            for x, y in piece[1:]:
                path.lineTo(self._at(area, x, y))
            painter.drawPath(path)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        left, middle = float(_PAD), _HEAD / 2 + 4
        for curve in self.picture.curves:
            painter.setPen(_pen(curve))
            painter.drawLine(QPointF(left, middle), QPointF(left + 20, middle))
            painter.setPen(theme.colour("text"))
            width = metrics.horizontalAdvance(curve.name)
            painter.drawText(QRectF(left + 28, middle - 8, width + 4, 16), _MIDDLE, curve.name)
            left += 28 + width + 20
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(left, middle - 8, area.right() - left, 16), _RIGHT, self.picture.across)

    def _at(self, area: QRectF, x: float, y: float) -> QPointF:
        across, up = self._across, self._up
        part = (x - across.low) / (across.high - across.low or 1.0)
        height = (y - up.low) / (up.high - up.low or 1.0)
        return QPointF(area.left() + part * area.width(), area.bottom() - height * area.height())


def _pen(curve: Curve) -> QPen:
    pen = QPen(QColor(theme.colour("validation" if curve.is_second else "training")), _STROKE)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if curve.is_second:
        pen.setDashPattern(list(_DASHES))
    return pen
