"""What has to hold for the weights of layers: numbers that are given, weights that are shared."""

import math
from collections.abc import Iterator, Mapping

from nndesigner.catalog.calls import Borrowed, Call, Function
from nndesigner.catalog.initializers import Given
from nndesigner.catalog.layers.layer import Trainable, Weighted, WeightShapes
from nndesigner.catalog.problems import Remove, SetParameter
from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.report import Problem


def problems_of_weights(
    design: Design, inputs: Mapping[NodeId, tuple[Shape, ...]], weights: Mapping[NodeId, WeightShapes]
) -> Iterator[Problem]:
    """Given numbers that are too few or too many, shared weights that are not there or do not fit, nothing to learn."""
    for node in design.nodes.values():
        if node.id in weights:
            yield from _given(node, weights[node.id])
            yield from _shared(design, node, inputs[node.id], weights)
    learning = [node.layer for node in design.nodes.values() if weights.get(node.id)]
    if learning and all(isinstance(layer, Trainable) and layer.frozen for layer in learning):
        yield Problem("Every layer with weights is frozen, so nothing can be learned.", severity="warning")


def _given(node: Node, weights: WeightShapes) -> Iterator[Problem]:
    if not isinstance(node.layer, Weighted) or not isinstance(node.layer.initializer, Given):
        return
    given = node.layer.initializer
    random = SetParameter("initializer", {"kind": "torch"}, "Use random weights")
    if sum(len(sizes) > 1 for sizes in weights.values()) > 1:
        message = f"{node.name} has several arrays of weights, so their initial numbers cannot be given."
        yield Problem(message, node.id, (random, Remove("Remove this layer")))
        return
    for what, numbers, is_bias in (("weights", given.weights, False), ("biases", given.biases, True)):
        own = (sizes for name, sizes in weights.items() if not name.startswith("prelu."))
        needed = sum(math.prod(sizes) for sizes in own if (len(sizes) == 1) == is_bias)
        if len(numbers) != needed:
            message = f"{node.name} has {needed} {what}, but {len(numbers)} are given as initial numbers."
            yield Problem(message, node.id, (random, Remove("Remove this layer")))
            return


def borrowed(calls: tuple[Call, ...]) -> Iterator[Borrowed]:
    """The weights of other layers that `calls` use."""
    for call in calls:
        if isinstance(call, Function):
            yield from (each for each in (*call.arguments, *call.keywords.values()) if isinstance(each, Borrowed))


def _shared(
    design: Design, node: Node, inputs: tuple[Shape, ...], weights: Mapping[NodeId, WeightShapes]
) -> Iterator[Problem]:
    remove = Remove("Remove this layer")
    for loan in borrowed(node.layer.torch_calls(*inputs)):
        giver = design.nodes.get(loan.layer)
        if giver is None:
            yield Problem(f"{node.name} shares the weights of a layer that is not chosen yet.", node.id, (remove,))
            continue
        sizes = weights.get(loan.layer, {}).get(loan.weight)
        if sizes is None or len(sizes) != 2:
            message = f"{node.name} needs the weights of a dense layer or an embedding, but {giver.name} has none."
            yield Problem(message, node.id, (remove,))
            continue
        rows, columns = reversed(sizes) if loan.is_transposed else sizes
        if columns != inputs[0].F:
            turned = SetParameter("transposed", not loan.is_transposed, "Turn the weights around")
            message = f"The weights of {giver.name} take F {columns}, but {node.name} gets {inputs[0]}."
            yield Problem(message, node.id, (turned, remove) if rows == inputs[0].F else (remove,))
        elif rows != getattr(node.layer, "units", rows):
            fix = SetParameter("units", rows, f"Set units to {rows}")
            message = f"The weights of {giver.name} give {rows} units, but {node.name} is set to {node.layer.units}."  # type: ignore[attr-defined]
            yield Problem(message, node.id, (fix, remove))
