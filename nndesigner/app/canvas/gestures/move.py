"""Moving layers: on the grid, in line with others, and onto a link."""

from itertools import count

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from nndesigner.app.canvas.appearance import snapped
from nndesigner.app.canvas.finding import link_under
from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.gestures.select import pick
from nndesigner.app.canvas.guides import Guides
from nndesigner.app.canvas.link_item import LinkItem
from nndesigner.app.canvas.node_item import NodeItem
from nndesigner.design.edits import ROW
from nndesigner.design.model import Design, Link, Position

_drags = count(1)


class Move(Gesture):
    """Press on a card: a click selects it, a drag moves it with all that is selected."""

    def __init__(self, surface: Surface, pointer: Pointer, item: NodeItem) -> None:
        super().__init__(surface)
        self._held = item.node
        self._press = pointer
        self._is_dragged = False
        self._was_selected = item.node in surface.selection.nodes
        self._places: dict[str, Position] = {}
        self._guides: Guides | None = None
        self._onto: LinkItem | None = None
        if not self._was_selected:
            pick(surface.selection, pointer, [item.node], ())

    def move(self, pointer: Pointer) -> None:
        if not self._is_dragged and not self._begins(pointer):
            return
        design = self.surface.document.design
        x, y = design.nodes[self._held].position
        goal = QPointF(x, y) + pointer.scene - self._press.scene
        assert self._guides
        is_free = pointer.holds(Qt.KeyboardModifier.AltModifier)
        new_x, new_y = (goal.x(), goal.y()) if is_free else self._guides.aligned(*snapped(goal.x(), goal.y()))
        if is_free:
            self._guides.hide()
        self._places = {
            node: (design.nodes[node].position[0] + new_x - x, design.nodes[node].position[1] + new_y - y)
            for node in self.surface.selection.nodes
        }
        self.surface.scene.place(self._places)
        self._look_for_a_link(is_free)

    def finish(self, pointer: Pointer) -> None:
        surface = self.surface
        if not self._is_dragged:
            if self._was_selected:
                pick(surface.selection, pointer, [self._held], ())
            return
        onto = self._onto.link if self._onto else None
        self._end()
        if onto:
            place = place_on_link(surface.document.design, onto, self._places[self._held][1])
            surface.editing.move_onto_link(self._held, onto, place)
        else:
            surface.editing.placing.move(self._places, f"drag {next(_drags)}")
        surface.scene.settle()

    def cancel(self) -> None:
        self._end()
        self.surface.scene.settle()

    def _begins(self, pointer: Pointer) -> bool:
        way = (pointer.view - self._press.view).manhattanLength()
        if way < QApplication.startDragDistance():
            return False
        selection = self.surface.selection
        if self._held not in selection.nodes:
            selection.set(selection.nodes | {self._held}, selection.links)
        self._is_dragged = True
        self._guides = Guides(self.surface.view, self.surface.scene, selection.nodes)
        return True

    def _look_for_a_link(self, is_free: bool) -> None:
        found = None if is_free or not self._may_go_between() else self._crossed_link()
        if found is not self._onto:
            for item, target in ((self._onto, False), (found, True)):
                if item is not None:
                    item.appear(target=target)
            self._onto = found

    def _may_go_between(self) -> bool:
        design = self.surface.document.design
        layer = design.nodes[self._held].layer
        is_alone = len(self._places) == 1 and not design.incoming[self._held] and not design.outgoing[self._held]
        return is_alone and layer.maximum_inputs > 0 and layer.has_output

    def _crossed_link(self) -> LinkItem | None:
        card = self.surface.scene.nodes[self._held].rectangle()
        return link_under(self.surface.scene, card.adjusted(80, 0, -80, 0))

    def _end(self) -> None:
        if self._onto:
            self._onto.appear(target=False)
            self._onto = None
        if self._guides:
            self._guides.remove()
            self._guides = None


def place_on_link(design: Design, link: Link, y: float) -> Position:
    """Where a layer comes to stand that is put on a link near `y`: below the upper layer, above the lower if it can."""
    (x, top), (_, bottom) = design.nodes[link.source].position, design.nodes[link.target].position
    return x, max(top + ROW, min(snapped(0, y)[1], bottom - ROW))
