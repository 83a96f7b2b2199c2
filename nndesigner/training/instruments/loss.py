"""Reads the loss of the batch."""

from contextlib import AbstractContextManager

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import Loss


class LossInstrument:
    """The mean loss of the batch, before the step."""

    name = "loss"

    def __init__(self, cadence: Cadence) -> None:
        self.is_due = cadence.is_due

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> Loss:
        return Loss(moment.loss.item())
