"""A small network around any layer, so that it can be exported."""

from collections.abc import Iterator

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.design import edits
from nndesigner.design.check import check, fixed
from nndesigner.design.model import Design, NodeId
from nndesigner.design.options import DataOptions, TrainingOptions
from tests.design.drawings import drawn, identity_of, layer
from tests.design.random_entries import fitted

SHAPES = (Shape(C=4, H=6, W=6), Shape(F=6), Shape(T=4, F=6), Shape(T=4))
"""What the layer before gives, one shape of each sort."""
SOURCES = {
    "CHW": ("shapes", {}, "binary_cross_entropy", layer("conv2d", filters=4, kernel_size=6, stride=2, padding="valid")),
    "F": ("california_housing", {}, "mse", layer("dense", units=6, activation="tanh")),
    "TF": ("ranking", {"items": 4, "features": 3}, "mse", layer("dense", units=6, activation="tanh")),
    "T": ("characters", {"window": 4}, "cross_entropy", None),
}
"""Samples with these axes, the loss for their targets, and the layer that makes one of SHAPES of them."""


def around(inner: Layer, inputs: int, shape: Shape) -> Design:
    """A design with `inner`, called "inner", between a layer that gives `shape` and a dense layer.

    Its second input, if it has several, comes from a layer beside the first; one without inputs stands beside the flat
    vector that it is put together with.
    """
    kind, parameters, loss, before = SOURCES[shape.axes]
    source = Source.of_kind(kind, parameters)
    sizes = tuple(source.sample_shape())
    design = Design(data=DataOptions(source=source), training=TrainingOptions(loss=Loss.of_kind(loss)))
    contents = "symbols" if source.vocabulary() else "numbers"
    design, last = edits.add_node(design, layer("input", shape=sizes, contents=contents), (0.0, 0.0))
    if before:
        design, last = edits.append_node(design, before, last)
    givers = [last]
    beside = layer("silu")
    if inner.kind == "real_or_generated":  # what generates has something to learn
        beside = layer("conv2d", filters=shape.C) if shape.axes == "CHW" else layer("dense", units=shape.F)
    while len(givers) < inputs:
        design, giver = edits.add_node(design, beside, (300.0, 0.0))
        design = edits.connect(design, last, giver)
        givers.append(giver)
    design, place = edits.add_node(design, inner, (0.0, 300.0), "inner")
    for giver in givers[:inputs]:
        design = edits.connect(design, giver, place)
    given = inner.output_shape(*[shape] * inputs)
    if not inputs:
        design, both = edits.add_node(design, layer("concatenate"), (0.0, 400.0), "both")
        design = edits.connect(edits.connect(design, last, both), place, both)
        place, given = both, shape.replaced(F=shape.F + given.F)
    if given.is_symbols:
        design, place = edits.append_node(design, layer("embedding", features=3), place)
    return _ended(design, place, given)


def _ended(design: Design, last: NodeId, shape: Shape) -> Design:
    target = design.data.source.target()
    units = target.shape.F if target.kind == "values" else len(target.names)
    if shape.axes != "F":
        design, last = edits.append_node(design, layer("flatten"), last)
    activation = (*design.training.loss.fuses, "linear")[0]
    for each in (layer("dense", units=units, activation=activation), layer("output")):
        design, last = edits.append_node(design, each, last)
    for problem in check(design).errors:
        design = fixed(design, problem, problem.fixes[0])
    return design


def variants(kind: str) -> Iterator[tuple[Layer, int, Shape]]:
    """Small layers of this kind that differ in one choice each, with their number of inputs and the shape of these."""
    entry = entries("layer")[kind]
    parameters = [each for each in entry.parameters() if not each.refers_to_layer]
    small = {each.name: min(each.default, 3) for each in parameters if each.type is int}
    choices = [(each.name, choice) for each in parameters for choice in each.choices or ()]
    choices += [(each.name, not each.default) for each in parameters if each.type is bool]
    for shape in SHAPES:
        for inputs in {entry.minimum_inputs, min(entry.maximum_inputs, 3)}:
            for chosen in ({}, *({name: choice} for name, choice in choices)):
                inner = fitted(entry.made({**small, **chosen}), *[shape] * inputs)
                if inner and (inputs or shape.axes == "F"):
                    yield inner, inputs, shape


def with_tied_weights() -> Design:
    """One layer borrows the weights of the layer before, another those of a layer that leads nowhere."""
    design = around(layer("dense", units=3, activation="prelu"), 1, Shape(F=6))
    inner = identity_of(design, "inner")
    tied = layer("tied_dense", layer=inner, units=6, activation="prelu")
    design, first = edits.append_node(design, tied, inner)
    design, aside = edits.add_node(design, layer("dense", units=5), (300.0, 0.0), "aside")
    straight = layer("tied_dense", layer=aside, units=5, transposed=False, bias=False)
    design, _ = edits.append_node(design, straight, first)
    return edits.connect(design, first, aside)


def with_two_ends() -> Design:
    """Two inputs take three features each, one of them twice, and two outputs leave, the second one early."""
    design = Design(
        data=DataOptions(source=Source.of_kind("california_housing")),
        training=TrainingOptions(loss=Loss.of_kind("mse")),
    )
    design, left = edits.add_node(design, layer("input", shape=(3,)), (0.0, 0.0))
    design, right = edits.add_node(design, layer("input", shape=(3,), first=2), (300.0, 0.0))
    design, joined = edits.add_node(design, layer("concatenate"), (0.0, 100.0))
    design = edits.connect(edits.connect(design, left, joined), right, joined)
    design, early = edits.append_node(design, layer("dense", units=13, activation="linear"), joined)
    design, hidden = edits.append_node(design, layer("dense", units=4, activation="tanh"), early)
    design, merged = edits.add_node(design, layer("concatenate"), (0.0, 400.0))
    design = edits.connect(edits.connect(design, hidden, merged), right, merged)
    design, last = edits.append_node(design, layer("dense", units=1, activation="linear"), merged)
    design, _ = edits.append_node(design, layer("output"), last)
    design, second = edits.add_node(design, layer("output", learns="samples"), (300.0, 400.0))
    return edits.connect(design, early, second)


def without_weights() -> Design:
    """An output that gives what came in."""
    mean_squared_error = TrainingOptions(loss=Loss.of_kind("mse"))
    design = drawn(layer("input", shape=(13,)), layer("output", learns="samples"))
    data = DataOptions(source=Source.of_kind("california_housing"))
    return design.changed(data=data, training=mean_squared_error)
