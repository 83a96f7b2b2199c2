"""Reads the accuracy on the batch."""

import math
from contextlib import AbstractContextManager

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import Accuracy


class AccuracyInstrument:
    """The part of the batch that was answered right, with dropout at work."""

    name = "accuracy"

    def __init__(self, cadence: Cadence) -> None:
        self.is_due = cadence.is_due

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> Accuracy:
        return Accuracy(math.nan if moment.right is None else moment.right.item() / moment.samples)
