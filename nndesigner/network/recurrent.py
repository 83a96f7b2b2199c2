"""Recurrent layers whose dropout between stacked layers draws from a stream of its own."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import _VF, Tensor, nn

from nndesigner.network.dropout import Dropout

_ONE_LAYER: Mapping[str, Callable[..., Any]] = {
    "LSTM": _VF.lstm,
    "GRU": _VF.gru,
    "RNN_TANH": _VF.rnn_tanh,
    "RNN_RELU": _VF.rnn_relu,
}


class _Stacked(nn.RNNBase):
    """Does what its class of torch does to batches; with dropout in training, it runs the stacked layers one by one.

    Torch itself draws from generators that all threads share, and on graphics cards from one that cannot be set.
    """

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        gaps = self.num_layers - 1 if self.dropout else 0
        self.between = nn.ModuleList(Dropout(self.dropout) for _ in range(gaps))

    def forward(self, values: Tensor) -> Any:
        """What torch gives for values (batch, T, F): every step, and the states at the end."""
        if not (self.training and self.between):
            return super().forward(values)
        width = self.hidden_size
        directions = 2 if self.bidirectional else 1
        of_layer = len(self._flat_weights) // self.num_layers
        start = values.new_zeros(directions, len(values), width)
        given = (start, start) if self.mode == "LSTM" else start
        ends = []
        for layer in range(self.num_layers):
            if layer:
                values = self.between[layer - 1](values)
            weights = self._flat_weights[layer * of_layer : (layer + 1) * of_layer]
            shape = (self.bias, 1, 0.0, True, self.bidirectional, self.batch_first)
            values, *states = _ONE_LAYER[self.mode](values, given, weights, *shape)
            ends.append(states)
        last = tuple(torch.cat(states) for states in zip(*ends, strict=True))
        return values, last if self.mode == "LSTM" else last[0]


class RNN(_Stacked, nn.RNN):  # type: ignore[misc]  # torch's know packed sequences as well
    """Does what `nn.RNN` does."""


class LSTM(_Stacked, nn.LSTM):  # type: ignore[misc]
    """Does what `nn.LSTM` does."""


class GRU(_Stacked, nn.GRU):  # type: ignore[misc]
    """Does what `nn.GRU` does."""
