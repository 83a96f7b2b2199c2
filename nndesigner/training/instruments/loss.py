"""Reads the loss of the batch."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import torch

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import Loss


class LossInstrument:
    """The mean loss of the batch, before the step; also of each output when there are several `names`."""

    name = "loss"

    def __init__(self, cadence: Cadence, names: Sequence[str] = ()) -> None:
        self.is_due = cadence.is_due
        self._names = tuple(names) if len(names) > 1 else ()

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> Loss:
        judgement = moment.judgement
        wanted = [judgement.loss, *(judgement.losses if self._names else ())]
        if judgement.cost is not judgement.loss:
            wanted.append(judgement.cost)
        if len(wanted) == 1:
            return Loss(judgement.loss.item())
        value, *more = torch.stack([each.float() for each in wanted]).tolist()
        cost = more.pop() if judgement.cost is not judgement.loss else None
        return Loss(value, cost, dict(zip(self._names, more, strict=False)))
