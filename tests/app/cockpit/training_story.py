"""A training as it might have been told, event by event, for plots to show."""

from collections.abc import Mapping

import numpy as np

from nndesigner.app.training.session import TrainingSession
from nndesigner.catalog.losses.classification import BinaryCrossEntropy
from nndesigner.catalog.sources.source import Source
from nndesigner.design.edits import add_node, connect
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.training.events import EpochDone, Event, Started, StepDone
from nndesigner.training.quantities import QUANTITIES, USUAL
from nndesigner.training.readings import Generated, Mask, Masks, PerNode, Reading, Scalar
from tests.design.drawings import classifier, drawn, identity_of, layer

STEPS_PER_EPOCH = 20
EPOCHS = 4
ON_DEMAND = tuple(name for name, each in QUANTITIES.items() if name not in USUAL and each.form is PerNode)
"""Quantities with a number for each layer that are only read when somebody looks."""


def design() -> Design:
    """flatten, dense_1, dropout_1, dense_2 with two dropout layers."""
    return classifier(layer("dense", units=12), layer("dropout", rate=0.25), layer("dropout", rate=0.5))


def regression() -> Design:
    """A design that answers with numbers."""
    network = drawn("input", "flatten", layer("dense", units=784), layer("reshape", shape=(1, 28, 28)))
    network, output = add_node(network, layer("output", learns="samples", loss="mse"), (0.0, 900.0))
    return connect(network, identity_of(network, "reshape_1"), output)


def started(epochs: int = EPOCHS, steps: int = STEPS_PER_EPOCH) -> Started:
    return Started("CPU", epochs, steps, 32, 640, 64, 1000)


def step(number: int, loss: float, accuracy: float, cost: float | None = None, **more: Reading) -> StepDone:
    usual: dict[str, Reading] = {"loss": Scalar(loss), "accuracy": Scalar(accuracy)}
    usual |= {} if cost is None else {"cost": Scalar(cost)}
    readings = {**usual, "learning_rate": Scalar(0.1 / number), **more}
    return StepDone(number, (number - 1) // STEPS_PER_EPOCH + 1, 32, readings)


def norms(of: Design, **values: float) -> PerNode:
    """The norms of layers by their names."""
    return PerNode({identity_of(of, name): value for name, value in values.items()})


def masks(of: Design, **kept: np.ndarray) -> Masks:
    """The masks of dropout layers by their names."""
    return Masks({identity_of(of, name): Mask(mask, 0.25) for name, mask in kept.items()})


def epoch(number: int, validation: Mapping[str, float]) -> EpochDone:
    train = {"loss": 0.1} | ({"accuracy": 0.9} if "accuracy" in validation else {})
    counts = np.full((10, 10), number) + 90 * np.eye(10, dtype=np.int64)
    return EpochDone(number, number * STEPS_PER_EPOCH, train, validation, 1.0, 0.01, {}, confusion=counts)


def told(steps: int, of: Design) -> list[Event]:
    """A training that went well, as far as `steps` steps."""
    random = np.random.default_rng(0)
    events: list[Event] = [started()]
    for number in range(1, steps + 1):
        reading = norms(of, dense_1=10.0 ** -(1 + number / 40), dense_2=0.01)
        others: dict[str, Reading] = {name: norms(of, dense_1=0.5, dense_2=1.0 / number) for name in ON_DEMAND}
        kept = masks(of, dropout_1=random.random(12) > 0.25, dropout_2=random.random((8, 5, 6)) > 0.25)
        points = random.random((2, 40, 2), np.float32)
        others["generated"] = Generated(points[0] / number, points[1])
        loss, accuracy = 2.3 / number, 1 - 0.9 / number
        events.append(step(number, loss, accuracy, gradient_norms=reading, dropout_masks=kept, **others))
        if number % STEPS_PER_EPOCH == 0:
            events.append(epoch(number // STEPS_PER_EPOCH, {"loss": 2.5 / number, "accuracy": 1 - 1 / number}))
    return events


def told_of_outputs(steps: int) -> list[Event]:
    """A training of the outputs digits (classes) and image (numbers), as far as `steps` steps."""
    events: list[Event] = [started()]
    for number in range(1, steps + 1):
        digits, image = 2.0 / number, 0.1 / number
        loss = Scalar(digits + image, of_outputs={"digits": digits, "image": image})
        right = Scalar(1 - 0.9 / number, {"digits": 1 - 0.9 / number})
        events.append(StepDone(number, (number - 1) // STEPS_PER_EPOCH + 1, 32, {"loss": loss, "accuracy": right}))
        if number % STEPS_PER_EPOCH == 0:
            of_digits = {"loss/digits": digits, "accuracy/digits": 0.9, "f1/digits": 0.8}
            of_image = {"loss/image": image, "r2/image": 0.7, "mse/image": image}
            events.append(epoch(number // STEPS_PER_EPOCH, {"loss": digits + image, **of_digits, **of_image}))
    return events


def tell(session: TrainingSession, events: list[Event]) -> None:
    """Let `session` hear `events` as if its worker had sent them."""
    session.keep(events)
    session.happened.emit(events)


def two_classes(positive: str = "") -> Design:
    """A design whose one unit learns the two classes upper and lower."""
    network = drawn(layer("input", shape=(2,)), layer("dense", units=1, activation="sigmoid"), "output")
    data = DataOptions(Source.of_kind("moons"), positive=positive)
    return network.changed(training=TrainingOptions(loss=BinaryCrossEntropy()), data=data)
