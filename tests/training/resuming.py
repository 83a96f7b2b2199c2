"""Stops trainings, resumes them from a file, and holds what follows against a training that was never stopped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.data.samples import Records, Samples
from nndesigner.design.model import Design
from nndesigner.design.plain import design_to_plain
from nndesigner.project.learned import Learned
from nndesigner.training import checkpoint
from nndesigner.training.events import Continued, Event, Preparing, Started
from nndesigner.training.order import Order
from nndesigner.training.quantities import QUANTITIES
from nndesigner.training.run import Run, prepare
from nndesigner.training.state import State

TIMED = ("seconds", "monitoring")
"""What no training has in common with another."""
BEFORE = (Preparing, Continued, Started)


@dataclass(frozen=True)
class Ordered:
    """A training that can be prepared any number of times."""

    order: Order
    samples: Samples | Records | None

    def run(self, resume: State | None = None) -> Run:
        run = prepare(self.order, self.samples, resume)
        run.wanted = frozenset(QUANTITIES)
        return run


def told(event: Event) -> Any:
    """All that an event says, to the bit."""
    return exact({name: value for name, value in vars(event).items() if name not in TIMED})


def exact(value: Any) -> Any:
    """Something that is equal to that of another value only if both are the same bit for bit, their order included."""
    match value:
        case float():
            return value.hex()
        case np.ndarray():
            return value.dtype.str, value.shape, value.tobytes()
        case Learned():
            parts = {"weights": value.weights, "epoch": value.epoch, "preparation": value.preparation}
            return exact({**parts, "design": design_to_plain(value.design)})
        case Mapping():
            return [(name, exact(each)) for name, each in value.items()]
        case list() | tuple():
            return [exact(each) for each in value]
        case None | bool() | int() | str():
            return value
    return type(value).__name__, exact(vars(value))


def results(run: Run) -> Iterator[Any]:
    """What every event from the first step on says."""
    return (told(event) for event in run.events() if not isinstance(event, BEFORE))


def stopped(run: Run, after: int, path: Path) -> State:
    """The state of a run that is stopped after so many results, as it comes back from a file."""
    events = run.events()
    while after:
        after -= not isinstance(next(events), BEFORE)
    events.close()
    return through_file(run, path)


def through_file(run: Run, path: Path) -> State:
    state = run.state()
    assert state is not None
    checkpoint.write(state, path)
    return checkpoint.read(path).state


def assert_resumes(ordered: Ordered, path: Path, stops: Sequence[int] = ()) -> None:
    """Wherever it is stopped, everything that follows is what an uninterrupted training reports."""
    expected = list(results(ordered.run()))
    for after in stops or range(len(expected) + 1):
        resumed = ordered.run(stopped(ordered.run(), after, path))
        assert list(results(resumed)) == (expected[after:] or expected[-1:]), f"stopped after {after}"


def order_of(design: Design, epochs: int = 2, batch_size: int = 16) -> Order:
    return Order(design.changed(training=design.training.changed(epochs=epochs, batch_size=batch_size)), "cpu")


def with_training(design: Design, **chosen: Any) -> Design:
    return design.changed(training=replace(design.training, **chosen))


def with_data(design: Design, **chosen: Any) -> Design:
    return design.changed(data=replace(design.data, **chosen))
