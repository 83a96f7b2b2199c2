"""What has to hold between activations: none squashes what has been squashed already."""

from collections.abc import Iterator

from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.problems import Remove
from nndesigner.design.ends import ending, final_activation
from nndesigner.design.model import Design, Node
from nndesigner.design.report import Problem


def problems_of_activations(design: Design) -> Iterator[Problem]:
    """Activations that are applied to their own answers, as a second softmax, with nothing between that learns."""
    for node in design.nodes.values():
        if node.layer.kind not in ACTIVATIONS or not ACTIVATIONS[node.layer.kind].squashes:
            continue
        for giver in ending(design, node).givers:
            if _is_the_same(final_activation(giver), node.layer.kind):
                yield _twice(node, giver)
                break


def _is_the_same(kind: str, other: str) -> bool:
    """Whether one repeats the other: also softmax and its logarithm."""
    return kind == other or (bool(kind) and ACTIVATIONS[kind].is_sideways and ACTIVATIONS[other].is_sideways)


def _twice(node: Node, giver: Node) -> Problem:
    title, before = node.layer.title(), ACTIVATIONS[final_activation(giver)].title()
    message = f"{title} should be applied once, but {giver.name} has applied {before} before {node.name} does it again."
    return Problem(message, node.id, (Remove("Remove this layer"),), severity="warning")
