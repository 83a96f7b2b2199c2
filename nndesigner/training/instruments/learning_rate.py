"""Reads the learning rate."""

from nndesigner.training.instruments.instrument import Instrument, Moment
from nndesigner.training.quantities import LEARNING_RATE
from nndesigner.training.readings import Readings, Scalar


class LearningRateInstrument(Instrument):
    """The learning rate of the step, of the first optimizer."""

    quantities = (LEARNING_RATE,)

    def read(self, moment: Moment) -> Readings:
        return {LEARNING_RATE.name: Scalar(moment.learning_rate)}
