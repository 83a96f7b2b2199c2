"""Sends given samples through a network with given weights, beside a training and without a trace in it."""

import numpy as np
import torch
from torch import Tensor

from nndesigner.answers.loaded_data import Inputs
from nndesigner.answers.predictions import Array, Predictions, Progress, Restore
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.targets import Classes, Symbols
from nndesigner.design.check import check
from nndesigner.design.goals import Goal, OneUnit, goals
from nndesigner.design.rules.outputs import encoding
from nndesigner.network.builder import Construction, NotTrainable, seeded
from nndesigner.network.generating import Mix
from nndesigner.network.network import Network
from nndesigner.network.weights import load
from nndesigner.project.learned import Learned, Predictor, design_of
from nndesigner.project.weights import Weights
from nndesigner.training.feeding import Feed

BATCH = 500
_SUM = 1e-3
"""How far from one the sum of probabilities may be."""


class CannotPredict(UserError):
    """Samples that do not fit the network; the text says why."""


class Inference:
    """A network on the CPU, with dropout off and running averages used.

    What was learned predicts as it was trained; a design predicts with the weights that a training would begin with.
    Raises UserError when the design has problems or the weights do not fit it. A thread of its own may use it while
    another trains: no global state of torch changes.
    """

    def __init__(self, network: Predictor) -> None:
        design = design_of(network)
        report = check(design)
        if report.errors:
            raise NotTrainable(report.errors[0].in_full)
        with seeded(design.training.seed):
            self._network = Construction(design, report).network().eval()
        self._shape = tuple(design.data.sample_shape())
        self._feed = Feed(design)
        self._goals = goals(design)
        if isinstance(network, Learned):
            self.take(network.weights)

    def take(self, weights: Weights) -> None:
        """Predict with other weights from now on. Raises WeightsDoNotFit."""
        load(self._network, weights)

    def errors(
        self,
        inputs: Inputs,
        targets: Array | None,
        progress: Progress,
        restore: Restore | None = None,
        output: int | None = None,
    ) -> Array | None:
        """How wrong the predictions of `output` for `inputs` are, see Predictions; None when `progress` ends it.

        Without an `output`, the error of the one that is farthest off. Samples that are left out, and so are no
        numbers, have no error (NaN). `restore` converts predicted numbers to the units of `targets`. Raises UserError.
        """
        found = []
        for start in range(0, len(inputs), BATCH):
            if not progress(start / len(inputs)):
                return None
            given = _read(inputs, start)
            wanted = given if targets is None else targets[start : start + BATCH]
            predictions = self.predict(given)
            asked = predictions if output is None else (predictions[output],)
            restored = (each.restored(restore) if restore else each for each in asked)
            errors = np.max([each.errors(given, wanted) for each in restored], axis=0)
            if np.issubdtype(given.dtype, np.floating):
                errors = np.where(np.isfinite(given).reshape(len(given), -1).all(axis=1), errors, np.nan)
            found.append(errors)
        return np.concatenate(found) if found else np.zeros(0)

    def predict(self, inputs: Inputs, progress: Progress | None = None) -> tuple[Predictions, ...]:
        """What each output predicts for `inputs`, (samples, *shape); () when `progress` ends it. Raises UserError."""
        if tuple(inputs.shape[1:]) != self._shape:
            wanted, found = (" × ".join(map(str, shape)) for shape in (self._shape, inputs.shape[1:]))
            raise CannotPredict(f"The network was made for samples of {wanted}, but these are {found}.")
        found_values: list[list[Array]] = []
        for start in range(0, len(inputs), BATCH):
            if progress and not progress(start / len(inputs)):
                return ()
            found_values.append(_forward(self._network, self._feed, _tensor(_read(inputs, start))))
        parts = [np.concatenate(part) for part in zip(*found_values, strict=True)]
        number = len(self._goals)
        both = zip(self._goals, parts[:number], parts[number:], strict=True)
        return tuple(_predictions(goal, values, judged) for goal, values, judged in both)

    @torch.no_grad()
    def generate(self, number: int, draw: int = 0) -> Array:
        """So many samples, (number, *shape), that the generator makes of noise; another `draw` is other noise."""
        self._network.clock.draw = draw
        made: Array = self._network.generate(*self._feed(torch.zeros(number, *self._shape))).numpy()
        return made


def _read(inputs: Inputs, start: int) -> Array:
    stop = min(start + BATCH, len(inputs))
    return inputs[start:stop] if isinstance(inputs, np.ndarray) else inputs.read(np.arange(start, stop))


def _tensor(values: Array) -> Tensor:
    plain = np.ascontiguousarray(values)
    # torch warns of arrays that may not be written to, and nobody writes here
    tensor = torch.from_numpy(plain if plain.flags.writeable else plain.copy())
    return tensor.float() if tensor.is_floating_point() else tensor


@torch.no_grad()
def _forward(network: Network, feed: Feed, batch: Tensor) -> list[Array]:
    """The predictions of all outputs, then for each what metrics are computed from."""
    fed = feed(batch)
    with network.mixing(Mix.REAL):  # nobody asks about those that are generated along the way
        predictions = network(*fed)
        predictions = predictions if isinstance(predictions, tuple) else (predictions,)
        return [value.numpy() for value in (*predictions, *network.outcome(*fed).judged)]


def _predictions(goal: Goal, values: Array, judged: Array) -> Predictions:
    if not isinstance(goal.target, Classes | Symbols):
        return Predictions(goal, values, judged)
    if goal.unit:
        return _of_both_classes(goal, goal.unit, values, judged)
    is_known = ~np.isnan(values).any(axis=-1)  # for samples that are left out, NaN is predicted
    for each in (values, np.exp(np.minimum(values, 1))):
        if bool((each[is_known] >= 0).all()) and np.allclose(each[is_known].sum(axis=-1), 1, atol=_SUM):
            return Predictions(goal, each, judged, are_probabilities=True)
    if "softmax" in goal.loss.fuses:
        powers = np.exp(values - values.max(axis=-1, keepdims=True))
        return Predictions(goal, powers / powers.sum(axis=-1, keepdims=True), judged, are_probabilities=True)
    return Predictions(goal, values, judged)


def _of_both_classes(goal: Goal, unit: OneUnit, values: Array, judged: Array) -> Predictions:
    """What one unit, (samples, 1), says of each of two classes, (samples, 2): p and 1 − p, or y and −y."""
    low, high = encoding(goal)
    both = np.concatenate([low + high - values, values], axis=-1)
    is_positive = judged[..., 0] >= (low + high) / 2
    winners = np.stack([~is_positive, is_positive], axis=-1).astype(values.dtype)
    order = [1 - unit.positive, unit.positive]
    return Predictions(goal, both[..., order], winners[..., order], unit.is_probability)
