"""Reads the learning rate."""

from contextlib import AbstractContextManager

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import LearningRate


class LearningRateInstrument:
    """The learning rate of the step, of the first optimizer."""

    name = "learning_rate"

    def __init__(self, cadence: Cadence) -> None:
        self.is_due = cadence.is_due

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> LearningRate:
        return LearningRate(moment.learning_rate)
