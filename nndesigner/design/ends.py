"""What stands at the end of a network, before an output."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import Design, Node, NodeId


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


@dataclass(frozen=True)
class Ending:
    """Where the values that come into `node` were computed: `givers`, and the layers since then that pass them on."""

    node: Node
    givers: tuple[Node, ...]
    passing: tuple[Node, ...] = ()

    @property
    def activation(self) -> str:
        """The kind of the activation that all values have been through; empty when there is none."""
        kinds = {final_activation(node) for node in self.givers}
        return kinds.pop() if len(kinds) == 1 and not self.silences else ""

    @property
    def silences(self) -> bool:
        """Whether some of the values are silenced on their way while training."""
        return any(node.layer.silences for node in self.passing)

    def contains(self, node: Node) -> bool:
        """Whether the values were computed by `node`."""
        return any(each is node for each in self.givers)

    def is_fused(self, activations: Collection[str], inputs: Mapping[NodeId, tuple[Shape, ...]]) -> bool:
        """Whether a loss that contains `activations` may take the values before that of the givers.

        An activation that looks at values side by side must have looked at the same ones as the loss does. `inputs`
        are the shapes that come into each layer.
        """
        if self.activation not in activations:
            return False
        moving = [node for node in self.passing if node.layer.torch_calls(*inputs[node.id])]
        if not ACTIVATIONS[self.activation].is_sideways or not moving:
            return True
        shapes = (shape for node in (*moving, self.node) for shape in inputs[node.id])
        return len(self.givers) == 1 and all(_is_one_row(shape) for shape in shapes)


def ending(design: Design, node: Node) -> Ending:
    """Where what comes into `node`, an Output for example, was computed."""
    givers: dict[NodeId, Node] = {}
    passing: dict[NodeId, Node] = {}
    waiting = [design.nodes[link.source] for link in reversed(design.incoming[node.id])]
    while waiting:
        each = waiting.pop()
        if each.id in givers or each.id in passing:
            continue
        links = design.incoming[each.id]
        if each.layer.passes_on and links:
            passing[each.id] = each
            waiting += [design.nodes[link.source] for link in reversed(links)]
        else:
            givers[each.id] = each
    return Ending(node, tuple(givers.values()), tuple(passing.values()))


def layers_up(design: Design, node: Node) -> Iterator[Node]:
    """The layers before `node`, nearest first, each by its first input."""
    before = last_layer(design, node)
    while before:
        yield before
        before = last_layer(design, before)


def _is_one_row(shape: Shape) -> bool:
    """Whether all values of a sample lie side by side."""
    return shape.count == shape.size_of("C" if "C" in shape.axes else shape.axes[-1])
