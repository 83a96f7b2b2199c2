"""Edits of the open document as steps that can be undone, with the names that menus and messages give them."""

from collections.abc import Callable, Iterable

from nndesigner.app.document.document import Document
from nndesigner.app.document.selection import Selection
from nndesigner.catalog.problems import UserError
from nndesigner.design import edits
from nndesigner.design.model import Design, NodeId
from nndesigner.words.counts import counted


class EditSteps:
    """Does edits to `document`; `refuse` receives, fit to show, why one changed nothing."""

    def __init__(self, document: Document, selection: Selection, refuse: Callable[[str], None]) -> None:
        self.document, self.selection, self.refuse = document, selection, refuse

    def do(self, text: str, edit: Callable[[Design], Design], gesture: str = "") -> None:
        """Make one step; those of the same `gesture` undo as one."""
        try:
            self.document.edit(text, edit, gesture)
        except UserError as problem:
            self.refuse(str(problem))

    def remove_selected(self, verb: str) -> None:
        """Take the selected layers and links away."""
        nodes, links = self.selected(), self.selection.links
        text = f"{verb} {self.called(nodes)}" if nodes else f"{verb} {counted(len(links), 'link')}"
        self.do(text, lambda design: edits.remove_nodes(edits.disconnect(design, links), nodes))

    def selected(self) -> list[NodeId]:
        """The selected layers in the order of the document."""
        return [node for node in self.document.design.nodes if node in self.selection.nodes]

    def name(self, node: NodeId) -> str:
        """What the layer is called."""
        return self.document.design.nodes[node].name

    def called(self, nodes: Iterable[NodeId]) -> str:
        """The name of one layer, or how many there are."""
        several = list(nodes)
        return self.name(several[0]) if len(several) == 1 else counted(len(several), "layer")
