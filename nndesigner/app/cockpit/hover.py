"""The cross-hair of a chart: a hairline at the mouse, dots on the curves, and a card that says what is there."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.strokes import SAMPLE, Stroke
from nndesigner.app.widgets.theme import colour

_PADDING, _LINE, _GAP, _AWAY = 10, 17, 8, 14


@dataclass(frozen=True)
class Row:
    """A line of the card: a value and what it is; with a `place`, a dot is set there."""

    text: str
    stroke: Stroke | None = None
    place: QPointF | None = None


class Hover(QWidget):
    """Lies over the whole of `over` and lets the mouse through."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.rows: tuple[Row, ...] = ()
        self._at = QPointF()
        self._area = QRectF()
        self._has_line = True
        self.hide()

    def show_at(self, at: QPointF, area: QRectF, rows: tuple[Row, ...], has_line: bool = True) -> None:
        """Say `rows` beside the point `at`, inside `area`."""
        self._at, self._area, self.rows, self._has_line = at, area, rows, has_line
        parent = self.parentWidget()
        if parent:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        if self._has_line:
            painter.setPen(QPen(colour("muted", 0.6), 1))
            x = round(self._at.x()) + 0.5
            painter.drawLine(QPointF(x, self._area.top()), QPointF(x, self._area.bottom()))
        for row in self.rows:
            if row.place and row.stroke:
                painter.setPen(QPen(colour("panel"), 2))
                painter.setBrush(row.stroke.full_colour())
                painter.drawEllipse(row.place, 4.5, 4.5)
        self._paint_card(painter)
        painter.end()

    def _paint_card(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(painter.font())
        indent = SAMPLE + _GAP if any(row.stroke for row in self.rows) else 0
        widest = max(metrics.horizontalAdvance(row.text) + (indent if row.stroke else 0) for row in self.rows)
        card = QRectF(0, 0, widest + 2 * _PADDING, len(self.rows) * _LINE + _PADDING + 2)
        card.moveTopLeft(self._best_place(card))
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(card, 6, 6)
        top = card.top() + (_PADDING + 2) / 2
        for number, row in enumerate(self.rows):
            left, middle = card.left() + _PADDING, top + number * _LINE + _LINE / 2
            if row.stroke:
                row.stroke.draw_sample(painter, left, middle)
                left += indent
            painter.setPen(colour("text" if row.stroke else "muted"))
            room = QRectF(left, middle - _LINE / 2, widest + 2, _LINE)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.text)

    def _best_place(self, card: QRectF) -> QPointF:
        """Right of the mouse, or left of it where there is no room."""
        x = self._at.x() + _AWAY
        if x + card.width() > self.width() - 4:
            x = self._at.x() - _AWAY - card.width()
        y = min(max(self._at.y() - card.height() / 2, 2), self.height() - card.height() - 2)
        return QPointF(max(x, 2), y)
