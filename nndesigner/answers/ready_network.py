"""A network that is kept ready, and what it predicts for one sample, for a part of them, or all over the plane."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.answers.collection import TRAINING, Collection
from nndesigner.answers.predictions import Array, Predictions, Progress
from nndesigner.catalog.problems import UserError
from nndesigner.design.goals import REAL, Goal
from nndesigner.project.learned import Learned, Predictor, design_of
from nndesigner.training.readings import Generated

if TYPE_CHECKING:
    from nndesigner.answers.inference import Inference


PICTURES, POINTS = 64, 512
"""How many samples are made at a time: of pictures and sequences, and of flat vectors."""


class LeftOut(UserError):
    """A sample that the network never gets to see."""


@dataclass(frozen=True, eq=False)
class Sent:
    """A sample that went through the network: what it received, and what each output predicted."""

    collection: Collection
    part: int
    sample: int
    given: Array
    predictions: tuple[Predictions, ...]

    def wanted(self, goal: Goal) -> Array | None:
        """What an output with this goal should have predicted; None when nobody knows, or when it only gives scores."""
        targets = self.collection.parts[self.part].targets
        if goal.tells_apart:
            return np.array(REAL) if goal.decides else None
        return None if targets is None else targets[self.sample]


@dataclass(frozen=True, eq=False)
class Decision:
    """What the network predicts all over a piece of the plane: `values` (rows, columns, ...) from the upper left.

    In a graph there is one row, the predictions along the horizontal axis. `xs` and `ys` are where they were made.
    """

    predictions: Predictions
    xs: Array
    ys: Array
    values: Array
    judged: Array


class ReadyNetwork:
    """Keeps the network that predicted last, so that new weights cost next to nothing.

    `build` makes one that is ready to predict; it imports torch, so all of this is called in the background.
    """

    def __init__(self, build: "Callable[[Predictor], Inference]") -> None:
        self._build = build
        self._predictor: Predictor | None = None
        self._network: Inference | None = None

    def send(self, predictor: Predictor, collection: Collection, part: int, sample: int) -> Sent:
        """What the outputs predict for one sample, in the units of the data. Raises UserError."""
        given = one(collection.parts[part].fed, sample)
        if not np.isfinite(given).all():
            raise LeftOut("The preparation leaves this row out, so the network never sees it.")
        predictions = self._ready(predictor).predict(given)
        return Sent(collection, part, sample, given, tuple(_restored(each, collection) for each in predictions))

    def errors(
        self, predictor: Predictor, collection: Collection, part: int, output: int | None, go_on: Progress
    ) -> NDArray[np.float64] | None:
        """How wrong the prediction for each sample is; None when it was cancelled. Raises UserError."""
        of = collection.parts[part]
        return self._ready(predictor).errors(of.fed, of.targets, go_on, collection.restored, output)

    def decide(
        self, predictor: Predictor, collection: Collection, grid: tuple[Array, Array], output: int, go_on: Progress
    ) -> Decision | None:
        """What `output` predicts at all points with these coordinates, ys from above. Raises UserError."""
        xs, ys = grid
        if collection.places is None or collection.prepared is None:
            return None
        is_graph = collection.places.is_graph
        points = xs[:, None] if is_graph else np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        predictions = self._ready(predictor).predict(collection.prepared(points), go_on)
        if not predictions:
            return None
        size = (1, len(xs)) if is_graph else (len(ys), len(xs))
        chosen = _restored(predictions[output], collection)
        return Decision(chosen, xs, ys, chosen.values.reshape(*size, -1), chosen.judged.reshape(*size, -1))

    def generate(self, predictor: Predictor, draw: int, collection: Collection | None) -> Generated:
        """Samples made of noise, and as many of those to learn from where they are known. Raises UserError."""
        is_flat = len(design_of(predictor).data.sample_shape()) == 1
        made = self._ready(predictor).generate(POINTS if is_flat else PICTURES, draw)
        fed = collection.parts[TRAINING].fed if collection else None
        real = fed[: len(made)] if isinstance(fed, np.ndarray) else made[:0]
        return Generated(made, np.asarray(real, np.float32))

    def _ready(self, predictor: Predictor) -> "Inference":
        before = self._predictor
        if self._network is None or before is None or design_of(before) is not design_of(predictor):
            self._network, self._predictor = None, None
            self._network = self._build(predictor)
        elif not isinstance(predictor, Learned):
            self._network = self._network if before is predictor else self._build(predictor)
        elif not isinstance(before, Learned) or before.weights is not predictor.weights:
            self._network.take(predictor.weights)
        self._predictor = predictor
        return self._network


def _restored(predictions: Predictions, collection: Collection) -> Predictions:
    return predictions.restored(collection.restored) if collection.restored else predictions


def one(inputs: Any, sample: int) -> Array:
    """One sample, (1, *shape). Raises UserError when it streams and cannot be read."""
    found: Array = inputs[sample : sample + 1] if isinstance(inputs, np.ndarray) else inputs.read(np.array([sample]))
    return found
