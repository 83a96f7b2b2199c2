"""Reads the loss of the batch."""

import torch

from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import COST, LOSS
from nndesigner.training.readings import Readings, Scalar


class LossInstrument(Instrument):
    """The mean loss of the batch, before the step; of each output when there are several; the cost where it is more."""

    quantities = (LOSS, COST)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._outputs = subject.outputs

    def read(self, moment: Moment) -> Readings:
        judgement = moment.judgement
        wanted = [judgement.loss, *(judgement.losses if self._outputs else ())]
        if judgement.cost is not judgement.loss:
            wanted.append(judgement.cost)
        if len(wanted) == 1:
            return {LOSS.name: Scalar(judgement.loss.item())}
        value, *more = torch.stack([each.float() for each in wanted]).tolist()
        cost = {} if judgement.cost is judgement.loss else {COST.name: Scalar(more.pop())}
        return {LOSS.name: Scalar(value, dict(zip(self._outputs, more, strict=False))), **cost}
