"""What has to hold between the data and the inputs."""

from collections.abc import Iterator, Mapping
from typing import Any

from nndesigner.catalog.layers.embedding import Embedding
from nndesigner.catalog.layers.input_output import Input
from nndesigner.catalog.problems import Fix, Prepare, Remove, ReplaceBy, SetParameter, SetParameters, ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.options import DataOptions
from nndesigner.design.report import Problem


def problems_of_inputs(design: Design, shapes: Mapping[NodeId, Shape]) -> Iterator[Problem]:
    """Data that is not prepared yet, inputs that it does not fit, and embeddings whose vocabulary is too small."""
    if design.data.problem:
        yield Problem(design.data.problem, fixes=tuple(_steps_that_help(design.data)))
    first_to_take: dict[tuple[Shape, int], Node] = {}
    for node in design.of_kind("input"):
        assert isinstance(node.layer, Input)
        if node.id in shapes and (problem := _of_input(design, node, shapes[node.id])):
            yield problem
        elif node.id in shapes:
            other = first_to_take.setdefault((shapes[node.id], node.layer.first), node)
            if other is not node:
                yield _taken_already(design, node, other)
    for augmentation in () if design.data.problem else design.data.augmentation:
        try:
            augmentation.torch_call(design.data.sample_shape())
        except ShapeProblem as problem:
            yield Problem(f"{problem} It is one of the augmentations of the data.")
    needed = len(design.data.vocabulary())
    for node in design.of_kind("embedding"):
        embedding = node.layer
        if node.id in shapes and isinstance(embedding, Embedding) and embedding.vocabulary < needed:
            fix = SetParameter("vocabulary", needed, f"Set the vocabulary to {needed}")
            title = design.data.source.spoken_name()
            message = f"{title} has {needed} different symbols, but {node.name} takes {embedding.vocabulary}."
            yield Problem(message, node.id, (fix,))


def _steps_that_help(data: DataOptions) -> Iterator[Prepare]:
    """The steps that would make numbers of the columns as they are."""
    columns = data.description.columns
    if any(column.kind == "text" for column in data.description.inputs):
        yield Prepare("tokens", "Turn text into symbols")
    if any(column.missing for column in data.description.inputs):
        yield Prepare("fill_missing", "Fill missing values")
    if any(column.missing for column in columns):
        yield Prepare("drop_missing", "Leave rows with missing values out")
    if any(column.kind == "category" for column in data.description.inputs):
        yield Prepare("one_hot", "Turn categories into numbers")


def _taken_already(design: Design, node: Node, other: Node) -> Problem:
    """Inputs that take the same: only flat samples have parts for each of them."""
    sample, layer = design.data.sample_shape(), node.layer
    assert isinstance(layer, Input)
    fixes: list[Fix] = [ReplaceBy(other.id, f"Use {other.name} for both"), Remove("Remove this layer")]
    asked = f"Inputs should differ, but {node.name} takes"
    if sample.axes != "F":
        message = f"{asked} the whole sample, as {other.name} does. Only flat samples have parts, and this is {sample}."
        return Problem(message, node.id, tuple(fixes), severity="warning")
    following = layer.first + layer.shape[0]
    if following + layer.shape[0] <= sample.F:
        fixes.insert(0, SetParameter("first", following, f"Start at feature {following}"))
    return Problem(f"{asked} the same features as {other.name}.", node.id, tuple(fixes), severity="warning")


def _of_input(design: Design, node: Node, shape: Shape) -> Problem | None:
    source, layer = design.data.source, node.layer
    sample = design.data.sample_shape()
    assert isinstance(layer, Input)
    if shape == sample and layer.first == 0:
        return None
    shares = len(design.of_kind("input")) > 1
    if shares and shape.axes == sample.axes == "F":
        if layer.first + shape.F <= sample.F:
            return None
        largest = sample.F - shape.F
        taken = f"{shape.F} features from number {layer.first} on"
        message = f"{source.spoken_name()} gives {sample}, but {node.name} takes {taken}."
        if largest < 0:
            return Problem(message, node.id, (SetParameters({"shape": (sample.F,), "first": 0}, "Take all features"),))
        return Problem(message, node.id, (SetParameter("first", largest, f"Start at feature {largest}"),))
    message = f"{source.spoken_name()} gives {sample}, but {node.name} is set to {shape}."
    return Problem(message, node.id, (_fix(layer, sample, is_symbols=bool(design.data.vocabulary())),))


def _fix(layer: Input, sample: Shape, is_symbols: bool) -> Fix:
    sizes = tuple(sample)
    label = f"Set the shape to {' × '.join(str(size) for size in sizes)}"
    values: dict[str, Any] = {"contents": "symbols" if is_symbols else "numbers", "first": 0}
    changed = {name: value for name, value in values.items() if getattr(layer, name) != value}
    if not changed:
        return SetParameter("shape", sizes, label)
    return SetParameters({"shape": sizes, **changed}, f"{label} {'symbols' if is_symbols else 'numbers'}")
