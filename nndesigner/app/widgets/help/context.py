"""The place of an entry in the design, so that help can show real numbers and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import Design, NodeId
from nndesigner.design.report import Report


@dataclass(frozen=True)
class Context:
    """The shapes that come into a layer, the names of layers by identity, and the numbers of the training."""

    shapes: tuple[Shape, ...] = ()
    layers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    epochs: int = 10
    learning_rate: float = 1.0


NOWHERE = Context()
"""The context of an entry that stands in no design."""


@dataclass(frozen=True)
class Topic:
    """An entry to be explained where it stands."""

    entry: Entry
    context: Context = NOWHERE


@runtime_checkable
class Explained(Protocol):
    """A widget that says what help is to explain while it has the focus."""

    def help_topic(self) -> Topic | None:
        """What it shows; None for nothing in particular."""


def context_in(design: Design, report: Report | None = None, node: NodeId | None = None) -> Context:
    """The context of the options of a design, or of one of its layers."""
    shapes = report.inputs.get(node, ()) if report and node else ()
    names = {identity: each.name for identity, each in design.nodes.items()}
    return Context(tuple(shapes), names, design.training.epochs, design.training.optimizer.learning_rate)
