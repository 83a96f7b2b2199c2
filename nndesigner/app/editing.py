"""What can be done to the open document: every command of menus, keyboard, canvas and palette, made undoable."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from nndesigner.app import mime
from nndesigner.app.document import Document
from nndesigner.app.selection import Selection
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import Fix, UserError
from nndesigner.design import edits
from nndesigner.design.arrange import arranged
from nndesigner.design.check import fixed
from nndesigner.design.model import Design, Link, NodeId, Position
from nndesigner.design.plain import network_from_plain, network_to_plain, pasted
from nndesigner.design.report import Problem

Edge = Literal["left", "middle", "right", "top", "bottom", "columns", "rows"]
"""What `align` lines up: "middle" makes a column; "columns" and "rows" make the distances across and down equal."""

STEP = 24.0
"""How far a copy is put from its original, right and down, in pixels."""
LONGEST_PIECE = 8_000_000
"""Characters of clipboard text that are looked at."""


class NoPiece(UserError):
    """The clipboard holds something else than a piece of a network."""


class Editing(QObject):
    """Commands on the document and its selection. What is added becomes selected.

    `refused` tells, fit to show, why a command changed nothing.
    """

    refused = Signal(str)

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document = document
        self._selection = selection
        self._pastes = 0
        self.middle: Callable[[], Position] = lambda: (0.0, 0.0)
        """Where a layer goes that follows no other: the canvas says where its middle is."""
        document.changed.connect(self._forget_what_is_gone)

    def add(self, kind: str, position: Position) -> NodeId | None:
        """Add a layer with the middle of its upper edge at `position`."""
        return self._add(kind, lambda design, layer: edits.add_node(design, layer, position))

    def add_linked(self, kind: str, position: Position, source: NodeId | None, target: NodeId | None) -> NodeId | None:
        """Add a layer and link it: after `source`, before `target`, or both."""

        def add(design: Design, layer: Layer) -> tuple[Design, NodeId]:
            design, identity = edits.add_node(design, layer, position)
            design = edits.connect(design, source, identity) if source else design
            return edits.connect(design, identity, target) if target else design, identity

        return self._add(kind, add)

    def append(self, kind: str) -> NodeId | None:
        """Add a layer after the selected one, else after the last one of the network."""

        def append(design: Design, layer: Layer) -> tuple[Design, NodeId]:
            after = _anchor(design, self._selection.nodes) if layer.maximum_inputs else None
            if after is None:
                return edits.add_node(design, layer, _free(design, self.middle()))
            design, identity = edits.append_node(design, layer, after)
            place = _free(design, design.nodes[identity].position, but=identity)
            is_last = not design.outgoing[identity]
            return edits.move_nodes(design, {identity: place}) if is_last else design, identity

        return self._add(kind, append)

    def insert_on_link(self, kind: str, link: Link) -> NodeId | None:
        """Put a new layer on a link."""

        def insert(design: Design, layer: Layer) -> tuple[Design, NodeId]:
            if not layer.maximum_inputs or not layer.has_output:
                raise edits.EditRefused(f"{layer.title()} cannot stand between two layers.")
            return edits.insert_on_link(design, link, layer)

        return self._add(kind, insert)

    def move_onto_link(self, node: NodeId, link: Link, position: Position) -> None:
        """Put a layer that is here already, but unlinked, on a link."""
        self._do(
            f"Insert {self._name(node)}",
            lambda design: edits.insert_node_on_link(edits.move_nodes(design, {node: position}), node, link),
        )

    def connect(self, source: NodeId, target: NodeId, input: int | None = None) -> None:  # type: ignore[override]
        """Link a layer's output to an input of another."""
        text = f"Connect {self._name(source)} to {self._name(target)}"
        self._do(text, lambda design: edits.connect(design, source, target, input))

    def reroute(self, link: Link, source: NodeId, target: NodeId, input: int | None = None) -> None:
        """Lead a link elsewhere."""
        text = f"Reconnect {self._name(source)} to {self._name(target)}"
        self._do(text, lambda design: edits.connect(edits.disconnect(design, [link]), source, target, input))

    def disconnect(self, links: Iterable[Link]) -> None:  # type: ignore[override]
        """Take links away."""
        gone = list(links)
        self._do(f"Remove {_number(len(gone), 'link')}", lambda design: edits.disconnect(design, gone))

    def delete(self) -> None:
        """Take the selected layers and links away."""
        self._delete("Delete")

    def delete_and_reconnect(self) -> None:
        """Take the selected layers away and link their neighbours."""
        nodes = self._selected()
        text = f"Delete {self._called(nodes)} and reconnect"
        self._do(text, lambda design: edits.remove_and_reconnect(design, nodes))

    def copy(self) -> None:
        """Put the selected layers on the clipboard, as readable JSON text."""
        if not self._selection.nodes:
            return self.refused.emit("Nothing is selected. Select one or more layers to copy.")
        text = json.dumps(network_to_plain(self._piece()), indent=1, ensure_ascii=False)
        content = QMimeData()
        content.setText(text)
        content.setData(mime.NETWORK_PIECE, text.encode())
        QGuiApplication.clipboard().setMimeData(content)
        self._pastes = 0

    def cut(self) -> None:
        """Put the selected layers on the clipboard and take them away."""
        self.copy()
        if self._selection.nodes:
            self._delete("Cut")

    def paste(self) -> None:
        """Add the layers that are on the clipboard."""
        try:
            piece = _piece_from(QGuiApplication.clipboard().mimeData())
        except UserError as problem:
            return self.refused.emit(str(problem))
        self._pastes += 1
        return self._put("Paste", piece, STEP * self._pastes)

    def duplicate(self) -> None:
        """Add the selected layers once more."""
        if self._selection.nodes:
            self._put("Duplicate", self._piece(), STEP)

    def select_all(self) -> None:
        """Select every layer."""
        self._selection.set(self._document.design.nodes)

    def move(self, positions: Mapping[NodeId, Position], gesture: str = "") -> None:
        """Put layers elsewhere."""
        self._do(f"Move {self._called(positions)}", lambda design: edits.move_nodes(design, positions), gesture)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected layers a little; presses one after the other undo as one."""
        nodes = self._selected()
        places = {node: self._document.design.nodes[node].position for node in nodes}
        if places:
            self.move({node: (x + dx, y + dy) for node, (x, y) in places.items()}, f"nudge {' '.join(sorted(nodes))}")

    def rename(self, node: NodeId, name: str) -> None:
        """Give a layer another name."""
        self._do(f"Rename {self._name(node)}", lambda design: edits.rename(design, node, name))

    def arrange(self) -> None:
        """Lay the whole network out anew."""
        self._do("Arrange", arranged)

    def align(self, edge: Edge) -> None:
        """Line the selected layers up, or make their distances equal."""
        places = {node: self._document.design.nodes[node].position for node in self._selected()}
        if len(places) < 2:
            return self.refused.emit("Select two or more layers to align.")
        return self._do(f"Align {self._called(places)}", lambda design: edits.move_nodes(design, aligned(places, edge)))

    def apply_fix(self, problem: Problem, fix: Fix) -> None:
        """Do what a problem proposes."""
        self._do(fix.label, lambda design: fixed(design, problem, fix))

    def set_parameters(self, nodes: Iterable[NodeId], gesture: str = "", **values: Any) -> None:
        """Change parameters of one or several layers."""
        changed = list(nodes)
        text = f"Change {' and '.join(name.replace('_', ' ') for name in values)} of {self._called(changed)}"
        self._do(text, lambda design: edits.set_parameters(design, changed, **values), gesture)

    def _do(self, text: str, edit: Callable[[Design], Design], gesture: str = "") -> None:
        try:
            self._document.edit(text, edit, gesture)
        except UserError as problem:
            self.refused.emit(str(problem))

    def _add(self, kind: str, add: Callable[[Design, Layer], tuple[Design, NodeId]]) -> NodeId | None:
        try:
            layer = Layer.of_kind(kind)
            design, identity = add(self._document.design, layer)
        except UserError as problem:
            self.refused.emit(str(problem))
            return None
        self._document.edit(f"Add {layer.title()}", lambda _: design)
        self._selection.set([identity])
        return identity

    def _delete(self, verb: str) -> None:
        nodes, links = self._selected(), self._selection.links
        text = f"{verb} {self._called(nodes)}" if nodes else f"{verb} {_number(len(links), 'link')}"
        self._do(text, lambda design: edits.remove_nodes(edits.disconnect(design, links), nodes))

    def _put(self, verb: str, piece: Design, offset: float) -> None:
        design, new = pasted(self._document.design, piece, offset)
        self._document.edit(f"{verb} {_number(len(new), 'layer')}", lambda _: design)
        self._selection.set(new)

    def _piece(self) -> Design:
        design = self._document.design
        return edits.remove_nodes(design, design.nodes.keys() - self._selection.nodes)

    def _selected(self) -> list[NodeId]:
        return [node for node in self._document.design.nodes if node in self._selection.nodes]

    def _name(self, node: NodeId) -> str:
        return self._document.design.nodes[node].name

    def _called(self, nodes: Iterable[NodeId]) -> str:
        several = list(nodes)
        return self._name(several[0]) if len(several) == 1 else _number(len(several), "layer")

    def _forget_what_is_gone(self) -> None:
        design, selection = self._document.design, self._selection
        selection.set(selection.nodes & design.nodes.keys(), selection.links & set(design.links))


def aligned(places: Mapping[NodeId, Position], edge: Edge) -> dict[NodeId, Position]:
    """Where layers go to be in line; all are equally wide, so their middles stand for their sides."""
    across = edge in ("left", "middle", "right", "columns")
    values = {node: place[0] if across else place[1] for node, place in places.items()}
    first, last = min(values.values()), max(values.values())
    if edge in ("columns", "rows"):
        ordered = sorted(values, key=lambda node: values[node])
        values = {node: first + (last - first) * number / (len(ordered) - 1) for number, node in enumerate(ordered)}
    else:
        goal = {"left": first, "top": first, "right": last, "bottom": last}.get(edge, (first + last) / 2)
        values = dict.fromkeys(values, goal)
    return {node: (values[node], y) if across else (x, values[node]) for node, (x, y) in places.items()}


def _anchor(design: Design, selected: frozenset[NodeId]) -> NodeId | None:
    """The layer that another one is appended to: the lowest that is selected, else the last of the network."""
    candidates = [design.nodes[node] for node in selected if node in design.nodes]
    if not candidates:
        ends = [design.nodes[node] for node in design.order if not design.outgoing[node]]
        candidates = [node for node in ends if design.incoming[node.id]] or ends
    if not candidates:
        return None
    after = max(candidates, key=lambda node: node.position[1])
    if after.layer.has_output:
        return after.id
    links = design.incoming[after.id]
    return links[0].source if links else None


def _free(design: Design, place: Position, but: NodeId = "") -> Position:
    """`place`, or the next one below where no other layer stands."""
    x, y = place
    others = [node.position for node in design.nodes.values() if node.id != but]
    while any(abs(x - left) < 2 * edits.ROW and abs(y - top) < edits.ROW - 8 for left, top in others):
        y += edits.ROW
    return x, y


def _piece_from(content: QMimeData) -> Design:
    own = content.hasFormat(mime.NETWORK_PIECE)
    text = bytes(content.data(mime.NETWORK_PIECE).data()).decode(errors="replace") if own else content.text()
    try:
        plain = json.loads(text) if len(text) <= LONGEST_PIECE else None
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or not isinstance(plain.get("nodes"), list) or not plain["nodes"]:
        raise NoPiece("The clipboard holds no layers. Copy some layers, or the JSON text of a piece of a network.")
    return network_from_plain(plain)


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
