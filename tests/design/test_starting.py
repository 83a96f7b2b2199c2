"""What data on an empty canvas begins with: a network and a pace that suit it."""

from dataclasses import replace

import pytest

from nndesigner.catalog.sources.source import Source
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
