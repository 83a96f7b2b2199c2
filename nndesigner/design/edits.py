"""Everything that can be done to a design: pure functions from a design to the next one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.merge import Merge
from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design, Link, Node, NodeId, Position
from nndesigner.design.names import LONGEST_NAME, new_id, new_name

ROW = 72.0
"""Distance between the upper edges of two layers, one below the other, in pixels."""
COLUMN = 336.0
"""Distance between the middles of two layers side by side, in pixels."""


class EditRefused(UserError):
    """An edit that would leave the design without meaning; the text says why."""


def add_node(design: Design, layer: Layer, position: Position, name: str = "") -> tuple[Design, NodeId]:
    """Add a layer; gives the design and the identity of the new node."""
    identity = new_id(design)
    node = Node(identity, layer, name or new_name(design, type(layer)), position)
    return design.changed(nodes={**design.nodes, identity: node}), identity


def append_node(design: Design, layer: Layer, after: NodeId) -> tuple[Design, NodeId]:
    """Add a layer below `after` and link it; what `after` led to is linked to the new one instead."""
    x, y = design.nodes[after].position
    beside = COLUMN if design.outgoing[after] and not layer.has_output else 0.0
    design, identity = add_node(design, layer, (x + beside, y + ROW))
    if not design.nodes[after].layer.has_output or layer.maximum_inputs == 0:
        return design, identity
    followers = design.outgoing[after]
    if followers and layer.has_output:
        return _put_between(design, identity, followers, after), identity
    return connect(design, after, identity), identity


def insert_on_link(design: Design, link: Link, layer: Layer) -> tuple[Design, NodeId]:
    """Put a new layer on a link; what lies below makes room."""
    _, y = design.nodes[link.target].position
    x, _ = design.nodes[link.source].position
    design, identity = add_node(design, layer, (x, y))
    return insert_node_on_link(design, identity, link), identity


def insert_node_on_link(design: Design, identity: NodeId, link: Link) -> Design:
    """Put an existing, unlinked layer on a link; what lies below makes room. Raises EditRefused."""
    layer = design.nodes[identity].layer
    if layer.maximum_inputs == 0 or not layer.has_output:
        raise EditRefused(f"{layer.title()} cannot stand between two layers.")
    if design.incoming[identity] or design.outgoing[identity]:
        raise EditRefused(f"{design.nodes[identity].name} is linked already.")
    return _put_between(design, identity, (link,), link.source)


def remove_nodes(design: Design, identities: Iterable[NodeId]) -> Design:
    """Take layers and their links away."""
    gone = set(identities)
    nodes = {identity: node for identity, node in design.nodes.items() if identity not in gone}
    lost = [link for link in design.links if link.source in gone or link.target in gone]
    design = design.changed(nodes=nodes, links=tuple(link for link in design.links if link not in lost))
    return without_gaps(design, {link.target for link in lost} - gone)


def remove_and_reconnect(design: Design, identities: Iterable[NodeId]) -> Design:
    """Take layers away and link what came before each of them to what came after."""
    for identity in list(identities):
        sources = [link.source for link in design.incoming[identity]]
        followers = design.outgoing[identity]
        remaining = {other: node for other, node in design.nodes.items() if other != identity}
        links = [link for link in design.links if identity not in (link.source, link.target)]
        if sources:
            links += [Link(sources[0], link.target, link.input) for link in followers]
        design = design.changed(nodes=remaining, links=tuple(links))
        design = without_gaps(design, {link.target for link in followers})
    return design


def replace_by(design: Design, identity: NodeId, other: NodeId) -> Design:
    """Take a layer away and have another one lead to what it led to. Raises EditRefused."""
    for link in design.outgoing[identity]:
        design = connect(design, other, link.target, link.input)
    return remove_nodes(design, [identity])


def connect(design: Design, source: NodeId, target: NodeId, input: int | None = None) -> Design:
    """Link `source` to an input of `target`, replacing what was linked to it. Raises EditRefused.

    Without the number of a linked input it is the first free one; when all are taken, the last.
    """
    reason = why_not_connect(design, source, target)
    if reason:
        raise EditRefused(reason)
    taken = {link.input for link in design.incoming[target]}
    if input not in taken:
        most = design.nodes[target].layer.maximum_inputs
        input = next((number for number in range(most) if number not in taken), most - 1)
    link = Link(source, target, input)
    kept = tuple(other for other in design.links if (other.target, other.input) != (target, input))
    return design if link in design.links else design.changed(links=(*kept, link))


def why_not_connect(design: Design, source: NodeId, target: NodeId) -> str:
    """Why a link from `source` to `target` is refused; empty when it is allowed."""
    giver, taker = design.nodes[source], design.nodes[target]
    if not giver.layer.has_output:
        return f"{giver.name} is where the network ends: nothing leaves it."
    if taker.layer.maximum_inputs == 0:
        return f"{taker.name} is where data comes in: nothing can lead to it."
    if source in design.reachable(target):
        return "This link would make the network feed itself."
    return ""


def disconnect(design: Design, links: Iterable[Link]) -> Design:
    """Take links away; the inputs of a merging layer move up."""
    gone = set(links)
    design = design.changed(links=tuple(link for link in design.links if link not in gone))
    return without_gaps(design, {link.target for link in gone})


def without_gaps(design: Design, targets: Iterable[NodeId]) -> Design:
    """Close the gaps in the inputs of merging layers."""
    numbers = {
        link: number
        for target in targets
        if isinstance(design.nodes[target].layer, Merge)
        for number, link in enumerate(design.incoming[target])
    }
    links = tuple(replace(link, input=numbers.get(link, link.input)) for link in design.links)
    return design.changed(links=links)


def move_nodes(design: Design, positions: Mapping[NodeId, Position]) -> Design:
    """Put layers elsewhere."""
    moved = {identity: replace(design.nodes[identity], position=place) for identity, place in positions.items()}
    return design.changed(nodes={**design.nodes, **moved})


def rename(design: Design, identity: NodeId, name: str) -> Design:
    """Give a layer another name. Raises EditRefused when it is empty, too long or taken."""
    name = " ".join(name.split())
    if not name:
        raise EditRefused("A layer needs a name.")
    if len(name) > LONGEST_NAME:
        raise EditRefused(f"A name has at most {LONGEST_NAME} characters, but this one has {len(name)}.")
    other = design.node_named(name)
    if other and other.id != identity:
        raise EditRefused(f"Another layer is called {name} already.")
    return _with_node(design, replace(design.nodes[identity], name=name))


def set_parameters(design: Design, identities: Iterable[NodeId], **values: Any) -> Design:
    """Change parameters of one or several layers. Raises ParameterProblem, which names the layer."""
    for identity in identities:
        node = design.nodes[identity]
        layer = type(node.layer).made({**node.layer.values(), **values}, node.name)
        design = _with_node(design, replace(node, layer=layer))
    return design


def _with_node(design: Design, node: Node) -> Design:
    return design.changed(nodes={**design.nodes, node.id: node})


def _put_between(design: Design, identity: NodeId, links: tuple[Link, ...], source: NodeId) -> Design:
    """Lead `links`, which all leave `source`, through the node; what lies below it makes room."""
    moved = tuple(replace(link, source=identity) if link in links else link for link in design.links)
    design = design.changed(links=(*moved, Link(source, identity, 0)))
    return _with_room_below(design, identity)


def _with_room_below(design: Design, identity: NodeId) -> Design:
    top = design.nodes[identity].position[1]
    below = design.reachable(identity) - {identity}
    if not below:
        return design
    shift = top + ROW - min(design.nodes[other].position[1] for other in below)
    if shift <= 0:
        return design
    places = {other: design.nodes[other].position for other in below}
    return move_nodes(design, {other: (x, y + shift) for other, (x, y) in places.items()})
