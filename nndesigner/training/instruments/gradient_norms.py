"""Reads how long the gradient of every layer is."""

import math

import torch

from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import GRADIENT_NORMS
from nndesigner.training.readings import PerNode, Readings


class GradientNormsInstrument(Instrument):
    """For every layer that learns √(Σ g²) over all its weights; 0 where no gradient reaches, as in a frozen one."""

    quantities = (GRADIENT_NORMS,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._network = subject.network

    def read(self, moment: Moment) -> Readings:
        layers = self._network.weights_of_learners()
        looked_at = [node for node in layers if moment.nodes is None or node in moment.nodes]
        pairs = [(node, parameter.grad) for node in looked_at for parameter in layers[node]]
        reached = [(node, gradient) for node, gradient in pairs if gradient is not None]
        squares = dict.fromkeys(looked_at, 0.0)
        if reached:
            norms = torch.stack(torch._foreach_norm([gradient for _, gradient in reached])).tolist()
            for (node, _), norm in zip(reached, norms, strict=True):
                squares[node] += norm * norm
        return {GRADIENT_NORMS.name: PerNode({node: math.sqrt(square) for node, square in squares.items()})}
