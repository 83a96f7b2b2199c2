"""Attention whose dropout draws from streams of its own."""

import math
from typing import Any

import torch.nn.functional as F  # noqa: N812  (its usual name)
from torch import Tensor, nn

from nndesigner.network.dropout import Dropout


class MultiheadAttention(nn.MultiheadAttention):
    """Does what `nn.MultiheadAttention` does to batches whose parts have the same number of features."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.silence = Dropout(self.dropout) if self.dropout else None

    def forward(self, query: Tensor, key: Tensor, value: Tensor, *others: Any, **named: Any) -> Any:
        """What torch gives, but in training with dropout without the weights of the attention."""
        if self.training and self.silence:
            mask = named.get("attn_mask", others[2] if len(others) > 2 else None)
            return _attended(self, self.silence, query, key, value, mask), None
        return super().forward(query, key, value, *others, **named)


class TransformerEncoderLayer(nn.TransformerEncoderLayer):
    """Does what `nn.TransformerEncoderLayer` does to batches."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        rate = self.self_attn.dropout
        self.dropout, self.dropout1, self.dropout2 = (Dropout(rate) for _ in range(3))  # type: ignore[assignment]
        self.silence = Dropout(rate) if rate else None

    def _sa_block(self, x: Tensor, attn_mask: Tensor | None, *others: Any, **named: Any) -> Tensor:
        if self.training and self.silence:
            return self.dropout1(_attended(self.self_attn, self.silence, x, x, x, attn_mask))
        return super()._sa_block(x, attn_mask, *others, **named)


def _attended(
    layer: nn.MultiheadAttention, silence: Dropout, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None
) -> Tensor:
    """softmax(Q Kᵀ / √d) V of (batch, T, F), with a part of the softmax silenced; see Vaswani and others 2017.

    `mask` (T of the query, T of the key) is true where a step may not look, or is added before the softmax.
    """
    weights, biases = layer.in_proj_weight.chunk(3), layer.in_proj_bias.chunk(3)
    projected = map(F.linear, (query, key, value), weights, biases)
    queries, keys, values = (each.unflatten(-1, (layer.num_heads, -1)).transpose(1, 2) for each in projected)
    scores = queries * layer.head_dim**-0.5 @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores + mask if mask.is_floating_point() else scores.masked_fill(mask, -math.inf)
    attended = silence(F.softmax(scores, dim=-1)) @ values
    result: Tensor = layer.out_proj(attended.transpose(1, 2).flatten(2))
    return result
