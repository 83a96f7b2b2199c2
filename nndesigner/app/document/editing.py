"""What can be done to the open document: every command of menus, keyboard, canvas and palette, made undoable."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.document.edit_steps import EditSteps
from nndesigner.app.document.pieces import Pieces
from nndesigner.app.document.placing import Placing
from nndesigner.app.document.selection import Selection
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import Fix, UserError
from nndesigner.design import edits
from nndesigner.design.check import fixed
from nndesigner.design.model import Design, Link, NodeId, Position
from nndesigner.design.report import Problem
from nndesigner.words.counts import counted


class Editing(QObject):
    """Commands on the document and its selection. What is added becomes selected.

    `pieces` are the commands of the clipboard, `placing` those that move layers. `refused` reports, fit to show, why a
    command changed nothing.
    """

    refused = Signal(str)

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document = document
        self._selection = selection
        self._steps = EditSteps(document, selection, self.refused.emit)
        self.pieces, self.placing = Pieces(self._steps), Placing(self._steps)
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
        self._steps.do(
            f"Insert {self._steps.name(node)}",
            lambda design: edits.insert_node_on_link(edits.move_nodes(design, {node: position}), node, link),
        )

    def connect(self, source: NodeId, target: NodeId, input: int | None = None) -> None:  # type: ignore[override]
        """Link a layer's output to an input of another."""
        text = f"Connect {self._steps.name(source)} to {self._steps.name(target)}"
        self._steps.do(text, lambda design: edits.connect(design, source, target, input))

    def reroute(self, link: Link, source: NodeId, target: NodeId, input: int | None = None) -> None:
        """Lead a link elsewhere."""
        text = f"Reconnect {self._steps.name(source)} to {self._steps.name(target)}"
        self._steps.do(text, lambda design: edits.connect(edits.disconnect(design, [link]), source, target, input))

    def disconnect(self, links: Iterable[Link]) -> None:  # type: ignore[override]
        """Take links away."""
        gone = list(links)
        self._steps.do(f"Remove {counted(len(gone), 'link')}", lambda design: edits.disconnect(design, gone))

    def delete(self) -> None:
        """Take the selected layers and links away."""
        self._steps.remove_selected("Delete")

    def delete_and_reconnect(self) -> None:
        """Take the selected layers away and link their neighbours."""
        nodes = self._steps.selected()
        text = f"Delete {self._steps.called(nodes)} and reconnect"
        self._steps.do(text, lambda design: edits.remove_and_reconnect(design, nodes))

    def select_all(self) -> None:
        """Select every layer."""
        self._selection.set(self._document.design.nodes)

    def rename(self, node: NodeId, name: str) -> None:
        """Give a layer another name."""
        self._steps.do(f"Rename {self._steps.name(node)}", lambda design: edits.rename(design, node, name))

    def apply_fix(self, problem: Problem, fix: Fix) -> None:
        """Do what a problem proposes."""
        self._steps.do(fix.label, lambda design: fixed(design, problem, fix))

    def set_parameters(self, nodes: Iterable[NodeId], gesture: str = "", **values: Any) -> None:
        """Change parameters of one or several layers."""
        changed = list(nodes)
        text = f"Change {' and '.join(name.replace('_', ' ') for name in values)} of {self._steps.called(changed)}"
        self._steps.do(text, lambda design: edits.set_parameters(design, changed, **values), gesture)

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

    def _forget_what_is_gone(self) -> None:
        design, selection = self._document.design, self._selection
        selection.set(selection.nodes & design.nodes.keys(), selection.links & set(design.links))


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
