"""Reads how far the step moved the weights of every layer, compared with how long they are."""

import math
from collections.abc import Mapping, Sequence
from itertools import islice

import torch
from torch import Tensor

from nndesigner.design.model import NodeId
from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import UPDATE_RATIO
from nndesigner.training.readings import PerNode, Readings


class UpdateRatioInstrument(Instrument):
    """For every layer that learns ‖Δw‖ / ‖w‖ over all its weights, w before the step and Δw what the step added.

    Infinite for weights that were all zero and moved; 0 for a layer that was frozen.
    """

    quantities = (UPDATE_RATIO,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._network = subject.network
        self._layers: Mapping[NodeId, Sequence[Tensor]] = {}
        self._before: list[Tensor] = []

    def read(self, moment: Moment) -> Readings:
        self._layers = self._network.weights_of_learners()
        self._before = [each.detach().clone() for parameters in self._layers.values() for each in parameters]
        return {}

    def read_after(self, moment: Moment) -> Readings:
        before, self._before = self._before, []
        parameters = [each for parameters in self._layers.values() for each in parameters]
        with torch.no_grad():
            moves = torch._foreach_sub(parameters, before)
            norms = torch.stack(torch._foreach_norm([*moves, *before])).tolist()
        moved, lengths = self._by_layer(norms[: len(before)]), self._by_layer(norms[len(before) :])
        learning = [node for node in self._layers if moment.nodes is None or node in moment.nodes]
        ratios = {node: _ratio(moved[node], lengths[node]) for node in learning}
        return {UPDATE_RATIO.name: PerNode(ratios)}

    def _by_layer(self, norms: Sequence[float]) -> dict[NodeId, float]:
        """The norm of each layer, from those of its weights."""
        rest = iter(norms)
        return {node: math.hypot(*islice(rest, len(parameters))) for node, parameters in self._layers.items()}


def _ratio(moved: float, length: float) -> float:
    return moved / length if length else math.inf if moved else moved
