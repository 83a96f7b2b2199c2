"""Reads the accuracy on the batch."""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import Accuracy


class AccuracyInstrument:
    """The part of the batch's predictions that are right, with dropout at work, for the outputs with these `names`."""

    name = "accuracy"

    def __init__(self, cadence: Cadence, names: Sequence[str] = ()) -> None:
        self.is_due = cadence.is_due
        self._names = tuple(names)

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> Accuracy:
        judgement = moment.judgement
        known = {
            name: right.item() / answers
            for name, right, answers in zip(self._names, judgement.right, judgement.answers, strict=False)
            if right is not None
        }
        return Accuracy(next(iter(known.values()), math.nan), known if len(self._names) > 1 else {})
