"""A training as it might have been told, event by event, for plots to show."""

from collections.abc import Mapping

import numpy as np

from nndesigner.app.training.session import TrainingSession
from nndesigner.design.model import Design
from nndesigner.training.events import EpochDone, Event, Started, StepDone
from nndesigner.training.readings import Accuracy, DropoutMasks, GradientNorms, Loss, Mask, Reading
from tests.design.drawings import classifier, identity_of, layer

STEPS_PER_EPOCH = 20
EPOCHS = 4


def design() -> Design:
    """flatten, dense_1, dropout_1, dense_2 with two dropout layers."""
    return classifier(layer("dense", units=12), layer("dropout", rate=0.25), layer("dropout", rate=0.5))


def started(epochs: int = EPOCHS, steps: int = STEPS_PER_EPOCH) -> Started:
    return Started("CPU", epochs, steps, 32, 640, 64, 1000)


def step(number: int, loss: float, accuracy: float, **more: Reading) -> StepDone:
    readings: dict[str, Reading] = {"loss": Loss(loss), "accuracy": Accuracy(accuracy), **more}
    return StepDone(number, (number - 1) // STEPS_PER_EPOCH + 1, 32, readings)


def norms(of: Design, **values: float) -> GradientNorms:
    """The norms of layers by their names."""
    return GradientNorms({identity_of(of, name): value for name, value in values.items()})


def masks(of: Design, **kept: np.ndarray) -> DropoutMasks:
    """The masks of dropout layers by their names."""
    return DropoutMasks({identity_of(of, name): Mask(mask, 0.25) for name, mask in kept.items()})


def epoch(number: int, validation: Mapping[str, float]) -> EpochDone:
    train = {"loss": 0.1, "accuracy": 0.9}
    return EpochDone(number, number * STEPS_PER_EPOCH, train, validation, 1.0, 0.01, {})


def told(steps: int, of: Design) -> list[Event]:
    """A training that went well, as far as `steps` steps."""
    random = np.random.default_rng(0)
    events: list[Event] = [started()]
    for number in range(1, steps + 1):
        reading = norms(of, dense_1=10.0 ** -(1 + number / 40), dense_2=0.01)
        kept = masks(of, dropout_1=random.random(12) > 0.25, dropout_2=random.random((8, 5, 6)) > 0.25)
        loss, accuracy = 2.3 / number, 1 - 0.9 / number
        events.append(step(number, loss, accuracy, gradient_norms=reading, dropout_masks=kept))
        if number % STEPS_PER_EPOCH == 0:
            events.append(epoch(number // STEPS_PER_EPOCH, {"loss": 2.5 / number, "accuracy": 1 - 1 / number}))
    return events


def tell(session: TrainingSession, events: list[Event]) -> None:
    """Let `session` hear `events` as if its worker had sent them."""
    for event in events:
        session.history.add(event)
    session.happened.emit(events)
