"""Adds a piece of a network to a design, under names and identities of its own."""

from collections.abc import Mapping

from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.model import Design, Link, Node, NodeId
from nndesigner.design.names import new_ids, unused


def pasted(design: Design, piece: Design, offset: float) -> tuple[Design, set[NodeId]]:
    """`design` with the layers of `piece` added under new identities and free names, `offset` pixels further."""
    renamed = dict(zip(piece.nodes, new_ids(design), strict=False))
    names = {node.name for node in design.nodes.values()}
    copies: dict[NodeId, Node] = {}
    for node in piece.nodes.values():
        x, y = node.position
        name = unused(node.name, names)
        names.add(name)
        copies[renamed[node.id]] = Node(
            renamed[node.id], _following(node.layer, renamed), name, (x + offset, y + offset)
        )
    links = [Link(renamed[link.source], renamed[link.target], link.input) for link in piece.links]
    return design.changed(nodes={**design.nodes, **copies}, links=(*design.links, *links)), set(copies)


def _following(layer: Layer, renamed: Mapping[NodeId, NodeId]) -> Layer:
    """`layer` with what it says about other layers under their new identities."""
    named = [parameter.name for parameter in layer.parameters() if parameter.refers_to_layer]
    values = {name: renamed.get(getattr(layer, name), getattr(layer, name)) for name in named}
    return layer.changed(**values) if values else layer
