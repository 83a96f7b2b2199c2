"""Selecting: click, or a frame around several."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.node_item import NodeItem
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets.theme import colour
from nndesigner.design.model import Link, NodeId

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


Picked = tuple[frozenset[NodeId], frozenset[Link]]


def picked(before: Picked, pointer: Pointer, nodes: Iterable[NodeId], links: Iterable[Link]) -> Picked:
    """What is selected after a click on these: Shift adds them, Control takes them in or out."""
    clicked = (frozenset(nodes), frozenset(links))
    if pointer.holds(CONTROL):
        return before[0] ^ clicked[0], before[1] ^ clicked[1]
    if pointer.holds(SHIFT):
        return before[0] | clicked[0], before[1] | clicked[1]
    return clicked


def pick(selection: Selection, pointer: Pointer, nodes: Iterable[NodeId], links: Iterable[Link]) -> None:
    """Select what was clicked."""
    selection.set(*picked((selection.nodes, selection.links), pointer, nodes, links))


class Marquee(Gesture):
    """A frame drawn on the empty: what it touches is selected."""

    def __init__(self, surface: Surface, pointer: Pointer) -> None:
        super().__init__(surface)
        self._start = pointer.scene
        self._before = (surface.selection.nodes, surface.selection.links)
        self._frame = QGraphicsRectItem()
        self._frame.setZValue(10)
        pen = QPen(colour("accent"), 1)
        pen.setCosmetic(True)
        self._frame.setPen(pen)
        self._frame.setBrush(colour("accent", 0.1))
        surface.scene.addItem(self._frame)
        if not (pointer.holds(SHIFT) or pointer.holds(CONTROL)):
            surface.selection.set()

    def move(self, pointer: Pointer) -> None:
        area = QRectF(self._start, pointer.scene).normalized()
        self._frame.setRect(area)
        nodes = {item.node for item in self.surface.scene.items(area) if isinstance(item, NodeItem)}
        self.surface.selection.set(*picked(self._before, pointer, nodes, ()))

    def finish(self, pointer: Pointer) -> None:
        self.surface.scene.removeItem(self._frame)

    def cancel(self) -> None:
        self.surface.scene.removeItem(self._frame)
        self.surface.selection.set(*self._before)


class PickLink(Gesture):
    """A click on a link."""

    def __init__(self, surface: Surface, pointer: Pointer, link: Link) -> None:
        super().__init__(surface)
        pick(surface.selection, pointer, (), [link])
