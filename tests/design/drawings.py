"""Designs to test with, drawn by the same edits that the window uses."""

from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.edits import ROW, add_node, connect
from nndesigner.design.model import Design, NodeId


def layer(kind: str, **parameters: object) -> Layer:
    return Layer.of_kind(kind, parameters)


def drawn(*layers: Layer | str) -> Design:
    """A chain of layers, one below the other; a text is a layer with its usual parameters."""
    design, before = Design(), None
    for row, each in enumerate(layers):
        design, identity = add_node(design, layer(each) if isinstance(each, str) else each, (0.0, ROW * row))
        if before:
            design = connect(design, before, identity)
        before = identity
    return design


def classifier(*hidden: Layer | str) -> Design:
    """A design without problems for the default data: image, flatten, what is hidden, ten probabilities."""
    return drawn("input", "flatten", *hidden, layer("dense", units=10, activation="softmax"), "output")


def branched() -> Design:
    """input → dense_1 → add_1 → output with relu_1 beside dense_1, so that add_1 has two inputs."""
    design = drawn(layer("input", shape=(4,)), layer("dense", units=4), "add", "output")
    design, relu = add_node(design, layer("relu"), (200.0, ROW))
    design = connect(design, identity_of(design, "input"), relu)
    return connect(design, relu, identity_of(design, "add_1"))


def identity_of(design: Design, name: str) -> NodeId:
    node = design.node_named(name)
    assert node, f"there is no {name} among {[each.name for each in design.nodes.values()]}"
    return node.id


def links_of(design: Design) -> set[tuple[str, str, int]]:
    """The links with names for their ends."""
    name = {identity: node.name for identity, node in design.nodes.items()}
    return {(name[link.source], name[link.target], link.input) for link in design.links}


def height_of(design: Design, name: str) -> float:
    return design.nodes[identity_of(design, name)].position[1]
