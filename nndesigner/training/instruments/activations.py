"""Reads how large the outputs of every layer are and how much they vary."""

import math
from contextlib import AbstractContextManager

import torch
from torch import Tensor

from nndesigner.design.model import NodeId
from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import ACTIVATION_DEVIATION, ACTIVATION_MEAN
from nndesigner.training.readings import PerNode, Readings


class ActivationsInstrument(Instrument):
    """Mean and standard deviation (over all N values) of what every layer gave for the batch, with dropout at work.

    Of a last activation that the loss contains, it is the value before it: that is what a training computes.
    """

    quantities = (ACTIVATION_MEAN, ACTIVATION_DEVIATION)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._network = subject.network
        self._seen: dict[NodeId, Tensor] = {}

    def watch(self) -> AbstractContextManager[None]:
        return self._network.watched(self._see)

    def _see(self, node: NodeId, value: Tensor) -> None:
        self._seen[node] = value.detach()

    def read(self, moment: Moment) -> Readings:
        seen, self._seen = self._seen, {}
        if not seen:
            return {}
        values = [value.float() for value in seen.values()]
        means = [value.mean() for value in values]
        # a twentieth of the time that var_mean takes on a CPU
        lengths = [torch.linalg.vector_norm(value - mean) for value, mean in zip(values, means, strict=True)]
        numbers = torch.stack([*means, *lengths]).tolist()
        roots = [math.sqrt(value.numel()) for value in values]
        deviations = [length / root for length, root in zip(numbers[len(seen) :], roots, strict=True)]
        return {
            ACTIVATION_MEAN.name: PerNode(dict(zip(seen, numbers, strict=False))),
            ACTIVATION_DEVIATION.name: PerNode(dict(zip(seen, deviations, strict=True))),
        }
