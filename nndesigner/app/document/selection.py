"""What is selected: one state that canvas, inspector and outline share."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from nndesigner.design.model import Link, NodeId


class Selection(QObject):
    """The selected layers and links; `changed` is emitted once for each change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.nodes: frozenset[NodeId] = frozenset()
        self.links: frozenset[Link] = frozenset()

    def set(self, nodes: Iterable[NodeId] = (), links: Iterable[Link] = ()) -> None:
        """Select these and nothing else."""
        chosen = (frozenset(nodes), frozenset(links))
        if chosen != (self.nodes, self.links):
            self.nodes, self.links = chosen
            self.changed.emit()
