"""The samples of a training on its device: who teaches, who validates and who tests."""

import numpy as np
import polars as pl
import torch

from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.table import Table
from nndesigner.data.preparing.prepared import prepare as prepare_samples
from nndesigner.data.samples import Records, Samples
from nndesigner.data.streaming import KeptBytes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.training.events import Finished, Started
from nndesigner.training.material import Material
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import drawn, layer
from tests.training.designs import of_kind, trainable

PLANTS = Table(
    columns=[
        {"name": "height", "missing": 10},
        {"name": "soil", "kind": "category", "categories": ["clay", "sand"]},
        {"name": "wet", "kind": "category", "categories": ["no", "yes"], "use": "target"},
    ]
)


def plants(rows: int = 300) -> Records:
    chance = np.random.default_rng(4)
    heights = chance.normal(50, 20, rows)
    wet = np.where(heights + chance.normal(0, 3, rows) > 50, "yes", "no")
    columns = {"height": heights, "soil": chance.choice(["clay", "sand"], rows), "wet": wet}
    gaps = pl.Series(np.arange(rows) % 30 == 0)
    return Records(pl.DataFrame(columns).with_columns(height=pl.when(gaps).then(None).otherwise(pl.col("height"))))


def plant_design(**split: float) -> Design:
    drawing = drawn(
        layer("input", shape=(3,)),
        layer("dense", units=8),
        layer("dense", units=2, activation="softmax"),
        "output",
    )
    steps = tuple(Preparation.of_kind(kind) for kind in ("fill_missing", "standardize", "one_hot"))
    return drawing.changed(
        data=DataOptions(PLANTS, Split(**split), steps),
        training=TrainingOptions(settings=Settings(batch_size=20, epochs=60), loss=Loss.of_kind("cross_entropy")),
    )


def material(samples: Samples, design: Design) -> Material:
    return Material(prepare_samples(samples, design.data, design.training.seed), design, "cpu")


def test_samples_in_memory_are_not_copied(digits: Samples) -> None:
    made = material(digits, trainable())
    assert made.inputs.data_ptr() == digits.inputs.ctypes.data
    assert made.targets.data_ptr() == digits.targets.ctypes.data


def test_streamed_samples_give_the_batches_that_arrays_give(digits: Samples) -> None:
    pictures = (digits.inputs * 255).round().astype(np.uint8)
    streamed = Samples(KeptBytes(pictures), digits.targets, KeptBytes(pictures[:200]), digits.test_targets)
    whole = Samples(
        pictures.astype(np.float32) / 255, digits.targets, pictures[:200] / np.float32(255), digits.test_targets
    )
    first, second = (material(each, trainable()) for each in (streamed, whole))
    for some, others in (
        (first.batches(False).epoch(1), second.batches(False).epoch(1)),
        (first.batches(False).epoch(4, start=5), second.batches(False).epoch(4, start=5)),
        (first.validation(), second.validation()),
        (first.test(), second.test()),
    ):
        for (inputs, targets), (expected, wanted) in zip(some, others, strict=True):
            assert torch.allclose(inputs, expected, atol=1e-6)
            assert torch.equal(targets, wanted)
    assert first.class_weights(10).dtype == torch.float32


def test_reading_streamed_samples_is_told_and_can_be_stopped(digits: Samples) -> None:
    pictures = KeptBytes((digits.inputs * 255).round().astype(np.uint8))
    samples = Samples(pictures, digits.targets, pictures, digits.targets)
    going = prepare(Order(trainable(epochs=1), "cpu"), samples=samples).events()
    told = []
    for event in going:
        if isinstance(event, Started):
            break
        told.append(event.what)
    assert told[2].startswith("Reading samples, ") and told[2].endswith(" %")
    assert 10 <= len(told) <= 50
    going.close()


def test_a_part_is_tested_with_where_the_data_has_none(digits: Samples) -> None:
    alone = Samples(digits.inputs, digits.targets, digits.inputs[:0], digits.targets[:0])
    design = trainable()
    made = material(alone, design)
    tested = sum(len(targets) for _, targets in made.test())
    assert (len(made.taught), len(made.aside), tested) == (720, 80, 200)


def test_a_table_with_gaps_and_categories_is_learned() -> None:
    run = prepare(Order(plant_design(), "cpu"), samples=plants())
    events = list(run.events())
    (started,), (finished,) = of_kind(events, Started), of_kind(events, Finished)
    assert (started.training_samples, started.validation_samples) == (216, 24)
    assert finished.test["accuracy"] > 0.85
    assert finished.learned.preparation.inputs == ("height", "soil = clay", "soil = sand")
