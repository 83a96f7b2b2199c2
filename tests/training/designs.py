"""Designs and events for the tests of training."""

from collections.abc import Iterable
from typing import Any, TypeVar

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.training.events import Event, StepDone
from tests.design.drawings import classifier, layer

Kind = TypeVar("Kind")

SMALL = (layer("dense", units=16), layer("dropout", rate=0.25))


def trainable(
    *hidden: Layer | str,
    epochs: int = 2,
    batch_size: int = 100,
    seed: int = 0,
    optimizer: str = "adam",
    validation: float = 0.1,
    **parameters: Any,
) -> Design:
    """A classifier of digits with these hidden layers, one dense and one dropout layer when there are none."""
    return classifier(*(hidden or SMALL)).changed(
        training=TrainingOptions(
            optimizer=Optimizer.of_kind(optimizer, parameters),
            settings=Settings(batch_size=batch_size, epochs=epochs, seed=seed),
        ),
        data=DataOptions(split=Split(validation_fraction=validation)),
    )


def of_kind(events: Iterable[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def losses(events: Iterable[Event]) -> list[float]:
    return [step.readings["loss"].value for step in of_kind(events, StepDone)]
