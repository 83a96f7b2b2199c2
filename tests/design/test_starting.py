"""What data on an empty canvas begins with: a network and a pace that suit it."""

from dataclasses import replace

import pytest

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.source import Source
from nndesigner.design.check import check
from nndesigner.design.ends import last_layer
from nndesigner.design.goals import goals
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.design.starting import applied


def data(kind: str, **values: object) -> DataOptions:
    return DataOptions(source=Source.of_kind(kind, values))


@pytest.mark.parametrize(
    ("source", "batch_size", "epochs"),
    [
        (data("mnist"), 128, 10),
        (data("mnist", training_samples=1000), 16, 18),
        (data("scikit", name="iris"), 8, 50),
        (data("california_housing"), 64, 30),
    ],
)
def test_little_data_is_learned_in_small_batches_and_many_epochs(
    source: DataOptions, batch_size: int, epochs: int
) -> None:
    settings = applied(Design(), source).training.settings
    assert (settings.batch_size, settings.epochs) == (batch_size, epochs)


def test_settings_of_the_user_stay() -> None:
    training = Design().training
    own = replace(training, settings=training.settings.changed(epochs=3))
    assert applied(Design().changed(training=own), data("scikit", name="iris")).training.settings == own.settings


PETS = ("cat", "dog")
ARRAY = FileReference(path="arrays.npz")


@pytest.mark.parametrize(
    "source",
    [
        data("moons"),
        data("scikit", name="breast_cancer"),
        data("image_folder", classes=PETS, height=16, width=16),
        data("arrays", file=ARRAY, inputs="x", targets="y", answer="classes", classes=PETS, shape=(4,)),
        data("table", columns=[{"name": "a"}, {"name": "b", "kind": "category", "use": "target", "categories": PETS}]),
        replace(data("text_files", classes=PETS), preparation=(Preparation.of_kind("tokens"),)),
    ],
    ids=lambda options: options.source.kind,
)
def test_two_classes_are_learned_by_one_sigmoid(source: DataOptions) -> None:
    design = applied(Design(), source)
    (output,) = design.of_kind("output")
    last = last_layer(design, output)
    assert last and (last.layer.units, last.layer.activation) == (1, "sigmoid")
    assert design.training.loss.kind == "binary_cross_entropy"
    assert not [problem for problem in check(design).errors if problem.node]
    assert goals(design)[0].positive_name == source.class_names()[1]


def test_more_classes_have_a_unit_each() -> None:
    design = applied(Design(), data("gaussians", clouds=3))
    (output,) = design.of_kind("output")
    last = last_layer(design, output)
    assert last and (last.layer.units, last.layer.activation) == (3, "softmax")
    assert design.training.loss.kind == "cross_entropy"


def test_two_classes_keep_a_loss_that_the_user_chose() -> None:
    chosen = replace(Design().training, loss=Loss.of_kind("hinge"))
    design = applied(Design().changed(training=chosen), data("moons"))
    (output,) = design.of_kind("output")
    last = last_layer(design, output)
    assert last and last.layer.units == 1
    assert design.training.loss.kind == "hinge"
