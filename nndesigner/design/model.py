"""A design: layers, the links between them, and how it is to be trained, as one frozen value."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.design.options import DataOptions, TrainingOptions

NodeId = str
Position = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A layer on the canvas. `position` is the middle of its upper edge, in pixels at 100 %."""

    id: NodeId
    layer: Layer
    name: str
    position: Position = (0.0, 0.0)


@dataclass(frozen=True, order=True)
class Link:
    """What `source` gives goes into input number `input` of `target`."""

    source: NodeId
    target: NodeId
    input: int = 0


@dataclass(frozen=True)
class Design:
    """Everything the user drew and chose; every edit makes a new one."""

    nodes: Mapping[NodeId, Node] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[Link, ...] = ()
    training: TrainingOptions = field(default_factory=TrainingOptions)
    data: DataOptions = field(default_factory=DataOptions)

    def changed(self, **fields: Any) -> "Design":
        """The same with some of nodes, links, training and data replaced."""
        return replace(self, **fields)

    def node_named(self, name: str) -> Node | None:
        """The node with this name, if there is one."""
        return next((node for node in self.nodes.values() if node.name == name), None)

    @cached_property
    def incoming(self) -> Mapping[NodeId, tuple[Link, ...]]:
        """For every node the links that come in, by input number."""
        found: dict[NodeId, list[Link]] = {identity: [] for identity in self.nodes}
        for link in self.links:
            found[link.target].append(link)
        return {identity: tuple(sorted(links, key=lambda link: link.input)) for identity, links in found.items()}

    @cached_property
    def outgoing(self) -> Mapping[NodeId, tuple[Link, ...]]:
        """For every node the links that leave."""
        found: dict[NodeId, list[Link]] = {identity: [] for identity in self.nodes}
        for link in self.links:
            found[link.source].append(link)
        return {identity: tuple(links) for identity, links in found.items()}

    @cached_property
    def order(self) -> tuple[NodeId, ...]:
        """All nodes, each after those it gets its input from; nodes on a cycle are left out."""
        waiting = {identity: len(links) for identity, links in self.incoming.items()}
        ready = [identity for identity, number in waiting.items() if number == 0]
        done = []
        while ready:
            identity = ready.pop(0)
            done.append(identity)
            for link in self.outgoing[identity]:
                waiting[link.target] -= 1
                if waiting[link.target] == 0:
                    ready.append(link.target)
        return tuple(done)

    @cached_property
    def shapes(self) -> Mapping[NodeId, Shape]:
        """The shape that every layer gives, as far as it follows from the inputs."""
        found: dict[NodeId, Shape] = {}
        for identity in self.order:
            layer, sources = self.nodes[identity].layer, [link.source for link in self.incoming[identity]]
            if len(sources) < layer.minimum_inputs or any(source not in found for source in sources):
                continue
            with suppress(ShapeProblem):
                found[identity] = layer.output_shape(*(found[source] for source in sources))
        return found

    def reachable(self, start: NodeId) -> set[NodeId]:
        """Every node that `start` leads to, itself included."""
        found, waiting = {start}, [start]
        while waiting:
            for link in self.outgoing[waiting.pop()]:
                if link.target not in found:
                    found.add(link.target)
                    waiting.append(link.target)
        return found

    def reaching(self, end: NodeId) -> set[NodeId]:
        """Every node that leads to `end`, itself included."""
        found, waiting = {end}, [end]
        while waiting:
            for link in self.incoming[waiting.pop()]:
                if link.source not in found:
                    found.add(link.source)
                    waiting.append(link.source)
        return found

    def of_kind(self, kind: str) -> tuple[Node, ...]:
        """The nodes whose layer is of `kind`."""
        return tuple(node for node in self.nodes.values() if node.layer.kind == kind)
