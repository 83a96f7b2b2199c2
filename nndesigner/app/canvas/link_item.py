"""A link on the canvas, and the way it takes."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nndesigner.app.widgets.theme import colour, themes
from nndesigner.design.model import Link

ROUND = 16.0
"""Radius of the corners of a link that goes around other layers: half the distance between two rows."""


class LinkItem(QGraphicsItem):
    """The line from a layer's output to another's input."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link
        self.path = QPainterPath()
        self.is_selected = False
        self.is_hovered = False
        self.is_target = False
        """Whether a layer is held over the link and would be put on it."""
        self._bounds = QRectF()

    def lead(self, path: QPainterPath) -> None:
        """Take another way."""
        if path != self.path:
            self.prepareGeometryChange()
            self.path = path
            self._bounds = path.boundingRect().adjusted(-8, -8, 8, 8)
            self.update()

    def appear(self, selected: bool | None = None, hovered: bool | None = None, target: bool | None = None) -> None:
        """Stand out from the others, or no longer."""
        before = (self.is_selected, self.is_hovered, self.is_target)
        self.is_selected = before[0] if selected is None else selected
        self.is_hovered = before[1] if hovered is None else hovered
        self.is_target = before[2] if target is None else target
        if before != (self.is_selected, self.is_hovered, self.is_target):
            self.setZValue(7 if self.is_target else 0)
            self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(4)
        return stroker.createStroke(self.path)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.is_target or self.is_selected:
            painter.strokePath(self.path, link_pen(colour("accent", 0.25), 8 if self.is_target else 6))
            painter.strokePath(self.path, link_pen(colour("accent"), 2))
        else:
            painter.strokePath(self.path, _quiet_pen(themes.current.name, self.is_hovered))


def link_pen(shade: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A line as wide on the screen at every zoom."""
    pen = QPen(shade, width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen


@cache
def _quiet_pen(theme: str, is_hovered: bool) -> QPen:
    return link_pen(colour("muted", 1.0 if is_hovered else 0.7), 2)


def direct_way(start: QPointF, end: QPointF) -> QPainterPath:
    """Straight down when one is above the other, else a smooth curve that leaves and arrives vertically."""
    path = QPainterPath(start)
    if start.x() == end.x() and end.y() >= start.y():
        path.lineTo(end)
        return path
    down = end.y() - start.y()
    reach = min(down / 2, 140.0) if down > 0 else min(28.0 - down / 2, 140.0)
    path.cubicTo(start + QPointF(0, reach), end - QPointF(0, reach), end)
    return path


def way_around(start: QPointF, end: QPointF, side: float) -> QPainterPath:
    """From `start` over to x = `side` above what stands in the way, down, and back to `end` below it."""
    path = QPainterPath(start)
    _turn(path, start.y(), side)
    path.lineTo(side, end.y() - 2 * ROUND)
    _turn(path, end.y() - 2 * ROUND, end.x())
    path.lineTo(end)
    return path


def _turn(path: QPainterPath, y: float, x: float) -> None:
    """From where `path` is, at `y`, down and over to `x`, with round corners."""
    here = path.currentPosition().x()
    if here != x:
        bow = max(-ROUND, min(ROUND, (x - here) / 2))
        path.quadTo(here, y + ROUND, here + bow, y + ROUND)
        path.lineTo(x - bow, y + ROUND)
        path.quadTo(x, y + ROUND, x, y + 2 * ROUND)
