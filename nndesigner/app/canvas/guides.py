"""Lines that show which other layers a dragged one is in line with."""

from collections.abc import Collection

from PySide6.QtCore import QLineF, Qt
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsView

from nndesigner.app.canvas.appearance import HEIGHT, WIDTH
from nndesigner.app.canvas.link_item import link_pen
from nndesigner.app.canvas.scene import Scene
from nndesigner.app.widgets.theme import colour
from nndesigner.design.model import NodeId, Position

REACH = 6.0
"""How near, in pixels on the screen, a layer is drawn into line."""
BEYOND = 16.0


class Guides:
    """Aligns with the layers that are seen and stay where they are."""

    def __init__(self, view: QGraphicsView, scene: Scene, moving: Collection[NodeId]) -> None:
        self._scene = scene
        self._reach = REACH / view.transform().m11()
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        self._others = [
            (item.pos().x(), item.pos().y())
            for node, item in scene.nodes.items()
            if node not in moving and item.rectangle().intersects(seen)
        ]
        self._lines = [QGraphicsLineItem(), QGraphicsLineItem()]
        for line in self._lines:
            line.setPen(link_pen(colour("accent", 0.8), 1, Qt.PenStyle.DashLine))
            line.setZValue(0.5)
            line.hide()
            scene.addItem(line)

    def aligned(self, x: float, y: float) -> Position:
        """The nearest place in line with others, or the same; shows the lines."""
        x = self._nearest(x, [other for other, _ in self._others])
        y = self._nearest(y, [other for _, other in self._others])
        column = [top for left, top in self._others if left == x]
        row = [left for left, top in self._others if top == y]
        if column:
            first, last = min(*column, y), max(*column, y) + HEIGHT
            self._lines[0].setLine(QLineF(x, first - BEYOND, x, last + BEYOND))
        if row:
            first, last = min(*row, x) - WIDTH / 2, max(*row, x) + WIDTH / 2
            middle = y + HEIGHT / 2
            self._lines[1].setLine(QLineF(first - BEYOND, middle, last + BEYOND, middle))
        self._lines[0].setVisible(bool(column))
        self._lines[1].setVisible(bool(row))
        return x, y

    def hide(self) -> None:
        """Show no lines."""
        for line in self._lines:
            line.hide()

    def remove(self) -> None:
        """Take the lines away for good."""
        for line in self._lines:
            self._scene.removeItem(line)

    def _nearest(self, value: float, others: list[float]) -> float:
        found = min(others, key=lambda other: abs(other - value), default=value)
        return found if abs(found - value) <= self._reach else value
