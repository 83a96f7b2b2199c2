"""Connecting: a wire drawn from a port, or the end of a link led elsewhere."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QGraphicsPathItem

from nndesigner.app.canvas.appearance import HEIGHT, Port, snapped
from nndesigner.app.canvas.finding import node_at, port_at
from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.gestures.select import pick
from nndesigner.app.canvas.link_item import direct_way, link_pen
from nndesigner.app.canvas.search import layers_after, layers_before
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.design.edits import why_not_connect
from nndesigner.design.model import Link

Ends = tuple[str, str, int | None]
"""Source, target and input of a link to be."""


class Connect(Gesture):
    """Drag a wire from `start` to a port or card that fits; `instead` is the link whose end was grabbed."""

    def __init__(self, surface: Surface, pointer: Pointer, start: Port, instead: Link | None = None) -> None:
        super().__init__(surface)
        self._press = pointer.view
        self._start = start
        self._instead = instead
        self._is_dragged = False
        self._wire = QGraphicsPathItem()
        self._wire.setPen(link_pen(colour("accent"), 2, Qt.PenStyle.DashLine))
        self._wire.setZValue(4)
        surface.scene.addItem(self._wire)
        surface.scene.glow(self._fitting())
        if instead:
            surface.scene.links[instead].setVisible(False)

    def move(self, pointer: Pointer) -> None:
        if not self._is_dragged and (pointer.view - self._press).manhattanLength() < QApplication.startDragDistance():
            return
        self._is_dragged = True
        ends = self._ends(pointer)
        over = self._port_of(ends) if ends and not self._refusal(ends) else None
        free = self._place(over) if over else pointer.scene
        fixed = self._place(self._start)
        self._wire.setPath(direct_way(free, fixed) if self._start.is_input else direct_way(fixed, free))
        reason = self._refusal(ends) if ends else ""
        self.surface.label.say(reason or (self._warning(ends) if ends else ""), pointer.view)
        self.surface.view.viewport().setCursor(Qt.CursorShape.ForbiddenCursor if reason else Qt.CursorShape.CrossCursor)

    def finish(self, pointer: Pointer) -> None:
        ends = self._ends(pointer)
        self.cancel()
        surface = self.surface
        if not self._is_dragged:
            pick(surface.selection, pointer, *(((), [self._instead]) if self._instead else ([self._start.node], ())))
        elif ends:
            reason = self._refusal(ends)
            if reason:
                surface.say(reason)
            elif not self._instead:
                surface.editing.connect(*ends)
            elif ends != (self._instead.source, self._instead.target, self._instead.input):
                surface.editing.reroute(self._instead, *ends)
        elif self._is_in_the_empty(pointer):
            if self._instead:
                surface.editing.disconnect([self._instead])
            else:
                self._search(pointer)

    def cancel(self) -> None:
        surface = self.surface
        surface.scene.glow(())
        surface.label.hide()
        surface.view.viewport().unsetCursor()
        if self._wire.scene():
            surface.scene.removeItem(self._wire)
        if self._instead in surface.scene.links:
            surface.scene.links[self._instead].setVisible(True)

    def _ends(self, pointer: Pointer) -> Ends | None:
        """The link that letting go here would make: to the port, or to any fitting port of the card, under the pointer.

        A port of the same card, or of the kind that the wire began with, is not meant.
        """
        scene = self.surface.scene
        port = port_at(scene, pointer.scene, self.surface.zoom)
        if port and port.is_input != self._start.is_input and port.node != self._start.node:
            return self._joined(port.node, port.input)
        item = node_at(scene, pointer.scene)
        return self._joined(item.node, None) if item and item.node != self._start.node else None

    def _joined(self, other: str, input: int | None) -> Ends:
        if self._start.is_input:
            return other, self._start.node, self._start.input
        return self._start.node, other, input

    def _refusal(self, ends: Ends) -> str:
        return why_not_connect(self.surface.document.design, ends[0], ends[1])

    def _warning(self, ends: Ends) -> str:
        """What will be wrong with the shapes; the link is possible all the same, and the layer then offers fixes."""
        design, shapes = self.surface.document.design, self.surface.document.report.shapes
        source, target = design.nodes[ends[0]], design.nodes[ends[1]]
        if source.id not in shapes or target.layer.maximum_inputs != 1:
            return ""
        try:
            target.layer.output_shape(shapes[source.id])
        except ShapeProblem as problem:
            return problem.message(source.name)
        return ""

    def _fitting(self) -> list[Port]:
        """The ports at the other ends of all links that are possible from here."""
        design = self.surface.document.design
        ports = []
        others = (item for node, item in self.surface.scene.nodes.items() if node != self._start.node)
        tabu = design.reachable(self._start.node) if self._start.is_input else self._ancestors()
        for item in others:
            if item.node not in tabu:
                ports += [port for port in item.ports() if port.is_input != self._start.is_input]
        return ports

    def _ancestors(self) -> set[str]:
        """Every node that leads to the one the wire starts at: a link to it would close a circle."""
        incoming = self.surface.document.design.incoming
        found, waiting = {self._start.node}, [self._start.node]
        while waiting:
            for link in incoming[waiting.pop()]:
                if link.source not in found:
                    found.add(link.source)
                    waiting.append(link.source)
        return found

    def _port_of(self, ends: Ends) -> Port:
        """The port that the wire snaps to."""
        source, target, input = ends
        if self._start.is_input:
            return Port(source, False)
        card = self.surface.scene.nodes[target].card
        linked = len(self.surface.document.design.incoming[target])
        return Port(target, True, min(linked if input is None else input, card.inputs - 1))

    def _place(self, port: Port) -> QPointF:
        return self.surface.scene.nodes[port.node].port_place(port)

    def _is_in_the_empty(self, pointer: Pointer) -> bool:
        return node_at(self.surface.scene, pointer.scene) is None

    def _search(self, pointer: Pointer) -> None:
        surface, start = self.surface, self._start
        x, y = pointer.scene.toTuple()
        if start.is_input:
            surface.search.ask(
                pointer.view,
                layers_before(),
                lambda kind: surface.editing.add_linked(kind, snapped(x, y - HEIGHT), None, start.node),
            )
        else:
            shape = surface.document.report.shapes.get(start.node)
            surface.search.ask(
                pointer.view,
                layers_after(shape),
                lambda kind: surface.editing.add_linked(kind, snapped(x, y), start.node, None),
            )
