"""What a small run reports, made up, for tests of what is kept of it."""

from collections.abc import Iterator

import numpy as np

from nndesigner.design.model import Design
from nndesigner.project.learned import Learned
from nndesigner.project.record import Summary
from nndesigner.training.events import EpochDone, Event, Finished, Preparing, Started, StepDone
from nndesigner.training.readings import Mask, Masks, PerNode, Scalar
from tests.design.drawings import classifier

DESIGN = classifier("dense", "dropout")
LEARNED = Learned(DESIGN, {"n3.weight": np.arange(6, dtype=np.float32).reshape(2, 3)}, epoch=2)
STEPS_PER_EPOCH = 10


def summary(identity: str = "20260101-120000-abc", name: str = "Run 1", **values: object) -> Summary:
    """What is known of a run before it begins."""
    return Summary(identity, name, **{"began": 1.7e9, **values})


def step(number: int, loss: float | None = None) -> StepDone:
    """A step with a loss, two gradients and a mask."""
    masks = Masks({"n4": Mask(np.arange(16) % 3 == number % 3, 0.3)})
    value = 1 / number if loss is None else loss
    readings = {
        "loss": Scalar(value),
        "gradient_norms": PerNode({"n3": 0.1 * number, "n5": 2.0}),
        "dropout_masks": masks,
    }
    return StepDone(number, 1 + (number - 1) // STEPS_PER_EPOCH, 32, readings)


def story(epochs: int = 2, design: Design = DESIGN) -> Iterator[Event]:
    """A whole run, from Preparing to Finished."""
    yield Preparing("Reading something")
    yield Started("CPU", epochs, STEPS_PER_EPOCH, 32, 320, 32, 100)
    learned = Learned(design, LEARNED.weights)
    for number in range(1, epochs * STEPS_PER_EPOCH + 1):
        yield step(number)
        if number % STEPS_PER_EPOCH == 0:
            epoch = number // STEPS_PER_EPOCH
            losses = {"loss": abs(2 - epoch) + 0.5, "accuracy": 0.9 - 0.1 * abs(2 - epoch)}
            confusion = np.array([[epoch, 1], [0, 3]])
            yield EpochDone(epoch, number, {"loss": 1 / epoch}, losses, 1.0, 0.01, learned, epoch == 2, confusion)
    yield Finished("finished", epochs, number, {"loss": 0.1}, {"loss": 0.5}, {"loss": 0.7, "accuracy": 0.8}, learned)
