"""Which layers are trained: those that lead to an output, and those whose weights they share."""

from collections.abc import Mapping

from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import Design, NodeId
from nndesigner.design.rules.weights import borrowed


def used(design: Design, inputs: Mapping[NodeId, tuple[Shape, ...]]) -> frozenset[NodeId]:
    """The layers that a training builds, `inputs` being the shapes they get; all, while none leads to an output."""
    outputs = [node.id for node in design.of_kind("output")]
    found, waiting = set(outputs), list(outputs)
    while waiting:
        node = waiting.pop()
        sources = {link.source for link in design.incoming[node]}
        if node in inputs:
            calls = design.nodes[node].layer.torch_calls(*inputs[node])
            sources |= {loan.layer for loan in borrowed(calls) if loan.layer in design.nodes}
        waiting += sources - found
        found |= sources
    return frozenset(found if len(found) > len(outputs) else design.nodes)
