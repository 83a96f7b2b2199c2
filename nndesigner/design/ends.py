"""What stands at the end of a network, before an output."""

from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.design.model import Design, Node


def last_layer(design: Design, node: Node) -> Node | None:
    """The layer that `node`, an Output for example, gets its input from."""
    links = design.incoming[node.id]
    return design.nodes[links[0].source] if links else None


def final_activation(node: Node) -> str:
    """The kind of the activation that a layer ends with; empty when it has none."""
    if node.layer.kind in ACTIVATIONS:
        return node.layer.kind
    return str(getattr(node.layer, "activation", ""))


def has_slope(node: Node) -> bool:
    """Whether a gradient comes through the activation that a layer ends with; without one it does."""
    activation = final_activation(node)
    return not activation or ACTIVATIONS[activation].has_slope
