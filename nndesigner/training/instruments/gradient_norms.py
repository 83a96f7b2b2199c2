"""Reads how long the gradient of every layer is."""

import math

import torch

from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import GRADIENT_NORMS
from nndesigner.training.readings import PerNode, Readings


class GradientNormsInstrument(Instrument):
    """For every layer that learns √(Σ g²) over all its weights; 0 for a layer that no gradient reaches."""

    quantities = (GRADIENT_NORMS,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        layers = subject.network.parameters_of_nodes()
        self._nodes = tuple(layers)
        self._owners = [node for node, parameters in layers.items() for _ in parameters]
        self._parameters = [parameter for parameters in layers.values() for parameter in parameters]

    def read(self, moment: Moment) -> Readings:
        pairs = zip(self._owners, self._parameters, strict=True)
        reached = [(node, parameter.grad) for node, parameter in pairs if parameter.grad is not None]
        squares = dict.fromkeys(self._nodes, 0.0)
        if moment.nodes is not None:
            squares = {node: 0.0 for node in self._nodes if node in moment.nodes}
            reached = [(node, gradient) for node, gradient in reached if node in squares]
        if reached:
            norms = torch.stack(torch._foreach_norm([gradient for _, gradient in reached])).tolist()
            for (node, _), norm in zip(reached, norms, strict=True):
                squares[node] += norm * norm
        return {GRADIENT_NORMS.name: PerNode({node: math.sqrt(square) for node, square in squares.items()})}
