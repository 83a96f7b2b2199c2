"""What the trained network says to samples; everything here is called in a thread of the background."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.app.looking.collection import Collection, collected
from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.weights import Weights
from nndesigner.training.events import EpochDone, Event, Failed, Finished

if TYPE_CHECKING:
    from nndesigner.training.answering import Answering, Answers

Array = NDArray[Any]
GoOn = Callable[[float], bool]
"""Hears which part is done, from 0 to 1, and says whether the rest is still wanted."""


class LeftOut(UserError):
    """A sample that the network never gets to see."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """A design and what it has learned: the `weights` after `epoch`, or None before the first training."""

    design: Design
    weights: Weights | None = None
    epoch: int | None = None

    def belongs_to(self, design: Design) -> bool:
        """Whether `design` still has the same network and data."""
        same_layers = {node: each.layer for node, each in self.design.nodes.items()} == {
            node: each.layer for node, each in design.nodes.items()
        }
        return same_layers and set(self.design.links) == set(design.links) and self.design.data == design.data


def learned(before: Knowledge, design: Design | None, events: Iterable[Event]) -> Knowledge:
    """What is known after `events` of the training of `design`."""
    known = before
    for event in events:
        match event:
            case EpochDone() if design:
                known = Knowledge(design, event.weights, event.epoch)
            case Finished() if design:
                known = Knowledge(design, event.weights, event.epochs)
            case Failed() if design and event.weights:
                known = Knowledge(design, event.weights)
    return known


@dataclass(frozen=True, eq=False)
class Sent:
    """A sample that went through the network: what that got, and what each output answered."""

    collection: Collection
    part: int
    sample: int
    given: Array
    answers: tuple["Answers", ...]

    @property
    def wanted(self) -> Array | None:
        """What should have been answered."""
        targets = self.collection.parts[self.part].targets
        return None if targets is None else targets[self.sample]


@dataclass(frozen=True, eq=False)
class Decision:
    """What the network answers all over a piece of the plane: `values` (rows, columns, ...) from the upper left.

    In a graph there is one row, the answers along the horizontal axis. `xs` and `ys` are where the answers were asked.
    """

    answers: "Answers"
    xs: Array
    ys: Array
    values: Array
    judged: Array


class Oracle:
    """Keeps the network that answered last, so that new weights cost next to nothing."""

    def __init__(self) -> None:
        self._knowledge: Knowledge | None = None
        self._network: Answering | None = None

    def send(self, knowledge: Knowledge, collection: Collection, part: int, sample: int) -> Sent:
        """What the outputs answer to one sample, in the units of the data. Raises UserError."""
        given = one(collection.parts[part].fed, sample)
        if not np.isfinite(given).all():
            raise LeftOut("The preparation leaves this row out, so the network never sees it.")
        answers = self._ready(knowledge).answers(given)
        return Sent(collection, part, sample, given, tuple(_restored(each, collection) for each in answers))

    def errors(
        self, knowledge: Knowledge, collection: Collection, part: int, output: int | None, go_on: GoOn
    ) -> NDArray[np.float64] | None:
        """How wrong each sample is answered; None when that is no longer wanted. Raises UserError."""
        of = collection.parts[part]
        return self._ready(knowledge).errors(of.fed, of.targets, go_on, collection.restored, output)

    def decide(
        self, knowledge: Knowledge, collection: Collection, grid: tuple[Array, Array], output: int, go_on: GoOn
    ) -> Decision | None:
        """What `output` answers at all points with these coordinates, ys from above. Raises UserError."""
        xs, ys = grid
        if collection.places is None or collection.prepared is None:
            return None
        is_graph = collection.places.is_graph
        points = xs[:, None] if is_graph else np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        answers = self._ready(knowledge).answers(collection.prepared(points), go_on)
        if not answers:
            return None
        size = (1, len(xs)) if is_graph else (len(ys), len(xs))
        chosen = _restored(answers[output], collection)
        return Decision(chosen, xs, ys, chosen.values.reshape(*size, -1), chosen.judged.reshape(*size, -1))

    def _ready(self, knowledge: Knowledge) -> "Answering":
        from nndesigner.training.answering import Answering

        before = self._knowledge
        if self._network is None or before is None or before.design is not knowledge.design:
            self._network, self._knowledge = None, None
            self._network = Answering(knowledge.design, knowledge.weights)
        elif before.weights is not knowledge.weights:
            if knowledge.weights is None:
                self._network = Answering(knowledge.design)
            else:
                self._network.take(knowledge.weights)
        self._knowledge = knowledge
        return self._network


def _restored(answers: "Answers", collection: Collection) -> "Answers":
    return answers.restored(collection.restored) if collection.restored else answers


def one(inputs: Any, sample: int) -> Array:
    """One sample, (1, *shape). Raises UserError when it streams and cannot be read."""
    found: Array = inputs[sample : sample + 1] if isinstance(inputs, np.ndarray) else inputs.read(np.array([sample]))
    return found


class Library:
    """The samples of the sources that were looked at last."""

    MOST = 2

    def __init__(self) -> None:
        self._kept: list[tuple[DataOptions, int, Collection]] = []

    def read(self, design: Design) -> Collection:
        """The samples of `design`. Raises UserError."""
        from nndesigner.training.answerable import read

        data, seed = design.data, design.training.seed
        for options, at, collection in self._kept:
            if _same_samples(options, data) and at == seed:
                return collection
        made = collected(data, read(design))
        self._kept = [*self._kept[1 - self.MOST :], (data, seed, made)]
        return made


def _same_samples(one: DataOptions, other: DataOptions) -> bool:
    return (one.source, one.preparation, one.split) == (other.source, other.preparation, other.split)
