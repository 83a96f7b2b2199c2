"""A design drawn small: a bar for every layer in the colour of its group, lines for the links."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nndesigner.app.widgets import theme
from nndesigner.design.edits import COLUMN, ROW
from nndesigner.design.model import Design, Link, Position

HEIGHT = 112
_PAD = 14
_WIDEST_BAR, _HIGHEST_BAR = 84.0, 12.0
_WIDEST_SCALE = 0.3
_FILLED = 0.84
"""How much of a column its bars fill when the drawing is as wide as the picture."""


class Thumbnail(QWidget):
    """Fits the whole design, however wide or long it is."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self._design = design
        self.setFixedHeight(HEIGHT)
        theme.themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("canvas"))
        painter.drawRoundedRect(self.rect(), 8, 8)
        if not self._design.nodes:
            return
        map_ = _Map([node.position for node in self._design.nodes.values()], self.width())
        painter.setPen(QPen(theme.colour("muted", 0.55), 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for link in self._design.links:
            painter.drawPath(self._line(link, map_))
        painter.setPen(Qt.PenStyle.NoPen)
        for node in self._design.nodes.values():
            painter.setBrush(QColor(theme.group_colour(node.layer.group, node.layer.kind)))
            bar = map_.bar(node.position)
            painter.drawRoundedRect(bar, min(4.0, bar.height() / 2), min(4.0, bar.height() / 2))

    def _line(self, link: Link, map_: "_Map") -> QPainterPath:
        """Straight from bar to bar; around the bars between them where a link leaps over some."""
        source, target = (self._design.nodes[each].position for each in (link.source, link.target))
        start, end = map_.bar(source).center(), map_.bar(target).center()
        path = QPainterPath(start)
        if source[0] == target[0] and target[1] - source[1] > 1.5 * ROW:
            outside = start.x() + map_.bar_width * 0.5 + 14
            path.cubicTo(QPointF(outside, start.y()), QPointF(outside, end.y()), end)
        else:
            path.lineTo(end)
        return path


class _Map:
    """Leads from places on the canvas to places in the picture."""

    def __init__(self, places: list[Position], width: int) -> None:
        left, right = min(x for x, _ in places), max(x for x, _ in places)
        self.top, bottom = min(y for _, y in places), max(y for _, y in places)
        self.middle, self.centre = (left + right) / 2, width / 2
        self.pitch = (HEIGHT - 2 * _PAD) / max(1.0, (bottom - self.top) / ROW + 1)
        room = (width - 2 * _PAD) / ((right - left) + COLUMN * _FILLED)
        self.scale = min(_WIDEST_SCALE, room)
        self.bar_width = min(_WIDEST_BAR, COLUMN * _FILLED * self.scale)
        self.bar_height = min(_HIGHEST_BAR, self.pitch * 0.58)

    def bar(self, position: Position) -> QRectF:
        """Where the bar of a layer is."""
        x = self.centre + (position[0] - self.middle) * self.scale
        y = _PAD + self.pitch * ((position[1] - self.top) / ROW + 0.5)
        return QRectF(x - self.bar_width / 2, y - self.bar_height / 2, self.bar_width, self.bar_height)
