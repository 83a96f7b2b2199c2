"""Reads the accuracy on the batch."""

import math

from nndesigner.catalog.targets import Classes, Labels
from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import ACCURACY
from nndesigner.training.readings import Readings, Scalar


class AccuracyInstrument(Instrument):
    """The part of the batch's predictions that are right, with dropout at work; NaN when no output has any."""

    quantities = (ACCURACY,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._outputs = subject.outputs

    @classmethod
    def applies(cls, subject: Subject) -> bool:
        return any(isinstance(goal.target, Classes | Labels) and goal.decides for goal in subject.goals)

    def read(self, moment: Moment) -> Readings:
        judgement = moment.judgement
        known = {
            name: right.item() / answers
            for name, right, answers in zip(self._outputs or ("",), judgement.right, judgement.answers, strict=True)
            if right is not None
        }
        return {ACCURACY.name: Scalar(next(iter(known.values()), math.nan), known if self._outputs else {})}
