"""Reads how long the gradient of every layer is."""

import math
from contextlib import AbstractContextManager

import torch

from nndesigner.network.network import Network
from nndesigner.training.instruments.instrument import NOTHING, Cadence, Moment
from nndesigner.training.readings import GradientNorms


class GradientNormsInstrument:
    """For every layer √(Σ g²) over all its weights; 0 for a layer that no gradient reaches."""

    name = "gradient_norms"

    def __init__(self, cadence: Cadence, network: Network) -> None:
        self.is_due = cadence.is_due
        layers = network.parameters_of_nodes()
        self._nodes = tuple(layers)
        self._owners = [node for node, parameters in layers.items() for _ in parameters]
        self._parameters = [parameter for parameters in layers.values() for parameter in parameters]

    def watch(self, network: Network) -> AbstractContextManager[None]:
        return NOTHING

    def read(self, moment: Moment) -> GradientNorms:
        pairs = zip(self._owners, self._parameters, strict=True)
        reached = [(node, parameter.grad) for node, parameter in pairs if parameter.grad is not None]
        squares = dict.fromkeys(self._nodes, 0.0)
        if reached:
            norms = torch.stack(torch._foreach_norm([gradient for _, gradient in reached])).tolist()
            for (node, _), norm in zip(reached, norms, strict=True):
                squares[node] += norm * norm
        return GradientNorms({node: math.sqrt(square) for node, square in squares.items()})
