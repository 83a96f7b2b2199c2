"""A sensible network to begin with, for data that was opened on an empty canvas."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, log2

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.shapes import Shape
from nndesigner.design import edits
from nndesigner.design.adapt import adapted
from nndesigner.design.goals import are_two_classes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Split

STEPS_PER_EPOCH, STEPS, MOST_EPOCHS = 30, 1000, 50
"""The least number of steps that an epoch and a training should have, and how far epochs go to reach that."""
SMALLEST_POOLED = 8
"""Pixels that a side has to have for another pooling."""


def applied(design: Design, data: DataOptions) -> Design:
    """`design` with `data`, its network adapted to it, or a network to begin with where there is none.

    How the data is split stays as the user has it, unless the data asks for a split of its own.
    """
    if data.split == Split():
        data = replace(data, split=design.data.split)
    if not data.augmentation and data.sample_shape() == design.data.sample_shape():
        data = replace(data, augmentation=design.data.augmentation)
    if design.nodes:
        return adapted(design, data)
    if design.training == Design().training:
        settings = design.training.settings.changed(**_pace(data))
        design = design.changed(training=replace(design.training, settings=settings))
    if design.training.loss == Design().training.loss and are_two_classes(data.target()):
        loss = Loss.of_kind("binary_cross_entropy")  # it learns both with one unit
        design = design.changed(training=replace(design.training, loss=loss))
    return adapted(drawn(design, data), data)


def _pace(data: DataOptions) -> dict[str, int]:
    """A batch size and a number of epochs with which little data, too, is learned in enough steps."""
    is_flat = data.sample_shape().axes == "F"
    largest, fewest = (64, 30) if is_flat else (128, 10)
    number, tested = data.source.counts()
    training = number * (1 - data.split.validation_fraction) * (1 if tested else 1 - data.split.test_fraction)
    if not training:
        return {"batch_size": largest, "epochs": fewest}
    batch = 2 ** max(int(log2(max(training / STEPS_PER_EPOCH, 1))), 3)
    batch = min(batch, largest)
    epochs = ceil(STEPS / ceil(training / batch))
    return {"batch_size": batch, "epochs": min(max(epochs, fewest), MOST_EPOCHS)}


def drawn(design: Design, data: DataOptions) -> Design:
    """`design`, which is empty, with layers for samples like these; the last one is still to be adapted."""
    above = None
    for number, layer in enumerate(_layers(data)):
        design, identity = edits.add_node(design, layer, (0.0, number * edits.ROW))
        design = edits.connect(design, above, identity) if above else design
        above = identity
    return design


def _layers(data: DataOptions) -> Iterator[Layer]:
    sample = data.sample_shape()
    is_symbols = bool(data.vocabulary())
    yield Layer.of_kind("input", {"shape": tuple(sample), "contents": "symbols" if is_symbols else "numbers"})
    match sample.axes:
        case "CHW":
            yield from _for_pictures(sample)
        case "T":
            yield Layer.of_kind("embedding", {"vocabulary": max(len(data.vocabulary()), 1), "features": 32})
            yield Layer.of_kind("gru", {"units": 64})
        case "TF":
            yield Layer.of_kind("gru", {"units": 64})
        case _:
            for _ in range(2):
                yield Layer.of_kind("dense", {"units": 64, "activation": "relu"})
    yield Layer.of_kind("dense", {"units": 1})
    yield Layer.of_kind("output")


def _for_pictures(sample: Shape) -> Iterator[Layer]:
    side = min(sample.H, sample.W)
    for filters in (16, 32, 64):
        yield Layer.of_kind("conv2d", {"filters": filters, "kernel_size": 3, "activation": "relu"})
        if side < SMALLEST_POOLED:
            break
        yield Layer.of_kind("max_pool2d", {"pool_size": 2, "stride": 2})
        side //= 2
        if side < SMALLEST_POOLED:
            break
    yield Layer.of_kind("flatten")
    yield Layer.of_kind("dense", {"units": 64, "activation": "relu"})
