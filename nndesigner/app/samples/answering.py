"""What the trained network predicts for samples; everything here is called in a thread of the background."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.app.samples.collection import Collection, collected
from nndesigner.catalog.problems import UserError
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.options import DataOptions
from nndesigner.project.learned import Learned, Predictor, design_of

if TYPE_CHECKING:
    from nndesigner.training.answering import Answering, Answers

Array = NDArray[Any]
GoOn = Callable[[float], bool]
"""Gets the part that is done, from 0 to 1, and returns whether to go on."""


class LeftOut(UserError):
    """A sample that the network never gets to see."""


@dataclass(frozen=True, eq=False)
class Sent:
    """A sample that went through the network: what it received, and what each output predicted."""

    collection: Collection
    part: int
    sample: int
    given: Array
    answers: tuple["Answers", ...]

    @property
    def wanted(self) -> Array | None:
        """What should have been predicted."""
        targets = self.collection.parts[self.part].targets
        return None if targets is None else targets[self.sample]


@dataclass(frozen=True, eq=False)
class Decision:
    """What the network predicts all over a piece of the plane: `values` (rows, columns, ...) from the upper left.

    In a graph there is one row, the predictions along the horizontal axis. `xs` and `ys` are where they were made.
    """

    answers: "Answers"
    xs: Array
    ys: Array
    values: Array
    judged: Array


class Oracle:
    """Keeps the network that predicted last, so that new weights cost next to nothing."""

    def __init__(self) -> None:
        self._predictor: Predictor | None = None
        self._network: Answering | None = None

    def send(self, predictor: Predictor, collection: Collection, part: int, sample: int) -> Sent:
        """What the outputs predict for one sample, in the units of the data. Raises UserError."""
        given = one(collection.parts[part].fed, sample)
        if not np.isfinite(given).all():
            raise LeftOut("The preparation leaves this row out, so the network never sees it.")
        answers = self._ready(predictor).answers(given)
        return Sent(collection, part, sample, given, tuple(_restored(each, collection) for each in answers))

    def errors(
        self, predictor: Predictor, collection: Collection, part: int, output: int | None, go_on: GoOn
    ) -> NDArray[np.float64] | None:
        """How wrong the prediction for each sample is; None when it was cancelled. Raises UserError."""
        of = collection.parts[part]
        return self._ready(predictor).errors(of.fed, of.targets, go_on, collection.restored, output)

    def decide(
        self, predictor: Predictor, collection: Collection, grid: tuple[Array, Array], output: int, go_on: GoOn
    ) -> Decision | None:
        """What `output` predicts at all points with these coordinates, ys from above. Raises UserError."""
        xs, ys = grid
        if collection.places is None or collection.prepared is None:
            return None
        is_graph = collection.places.is_graph
        points = xs[:, None] if is_graph else np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        answers = self._ready(predictor).answers(collection.prepared(points), go_on)
        if not answers:
            return None
        size = (1, len(xs)) if is_graph else (len(ys), len(xs))
        chosen = _restored(answers[output], collection)
        return Decision(chosen, xs, ys, chosen.values.reshape(*size, -1), chosen.judged.reshape(*size, -1))

    def _ready(self, predictor: Predictor) -> "Answering":
        from nndesigner.training.answering import Answering

        before = self._predictor
        if self._network is None or before is None or design_of(before) is not design_of(predictor):
            self._network, self._predictor = None, None
            self._network = Answering(predictor)
        elif not isinstance(predictor, Learned):
            self._network = self._network if before is predictor else Answering(predictor)
        elif not isinstance(before, Learned) or before.weights is not predictor.weights:
            self._network.take(predictor.weights)
        self._predictor = predictor
        return self._network


def _restored(answers: "Answers", collection: Collection) -> "Answers":
    return answers.restored(collection.restored) if collection.restored else answers


def one(inputs: Any, sample: int) -> Array:
    """One sample, (1, *shape). Raises UserError when it streams and cannot be read."""
    found: Array = inputs[sample : sample + 1] if isinstance(inputs, np.ndarray) else inputs.read(np.array([sample]))
    return found


class Library:
    """The samples of the sources that were shown last."""

    MOST = 2

    def __init__(self) -> None:
        self._kept: list[tuple[DataOptions, int, Fitted | None, Collection]] = []

    def read(self, predictor: Predictor, data: DataOptions) -> Collection:
        """The samples of `data`, prepared as `predictor` was trained with. Raises UserError."""
        from nndesigner.training.answerable import read

        seed, fitted = design_of(predictor).training.seed, None
        if isinstance(predictor, Learned):
            data, fitted = predictor.prepares(data), predictor.preparation
        for options, at, preparation, collection in self._kept:
            if _same_samples(options, data) and at == seed and preparation is fitted:
                return collection
        made = collected(data, read(predictor, data))
        self._kept = [*self._kept[1 - self.MOST :], (data, seed, fitted, made)]
        return made


def _same_samples(one: DataOptions, other: DataOptions) -> bool:
    return (one.source, one.preparation, one.split) == (other.source, other.preparation, other.split)
