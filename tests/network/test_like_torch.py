"""Layers of ours that stand for torch's: with the same weights they compute the same, but for what they draw."""

from typing import Any

import pytest
import torch
from torch import nn

from nndesigner.network.attention import MultiheadAttention, TransformerEncoderLayer
from nndesigner.network.recurrent import GRU, LSTM, RNN

ALMOST_NEVER = 1e-12
"""A dropout that silences nothing and scales by one, but is there."""
QUERIES, KEYS = (torch.randn(3, 5, 6, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))


def pair_of(ours: type[nn.Module], torchs: type[nn.Module], *sizes: int, **options: Any) -> tuple[nn.Module, nn.Module]:
    """One of each, drawn from the same generator; ours with dropout."""
    made = []
    for cls, dropout in ((ours, ALMOST_NEVER), (torchs, 0.0)):
        torch.manual_seed(3)
        made.append(cls(*sizes, dropout=dropout, batch_first=True, **options).train())
    one, other = made
    assert one.state_dict().keys() == other.state_dict().keys()
    assert all(torch.equal(one.state_dict()[name], values) for name, values in other.state_dict().items())
    return one, other


def are_close(some: Any, others: Any) -> bool:
    if isinstance(some, torch.Tensor):
        return some.shape == others.shape and torch.allclose(some, others, atol=1e-6)
    return len(some) == len(others) and all(map(are_close, some, others))


@pytest.mark.parametrize("options", [{}, {"bidirectional": True}, {"num_layers": 3}], ids=str)
@pytest.mark.parametrize(("ours", "torchs"), [(RNN, nn.RNN), (LSTM, nn.LSTM), (GRU, nn.GRU)])
def test_stacked_recurrent_layers_remember_what_torchs_do(ours: Any, torchs: Any, options: dict[str, Any]) -> None:
    one, other = pair_of(ours, torchs, 6, 4, **{"num_layers": 2, **options})
    for _ in range(2):
        found, expected = one(QUERIES), other(QUERIES)
        assert are_close(found, expected)
        found[0].sum().backward()
        expected[0].sum().backward()
        gradients = zip(one.parameters(), other.parameters(), strict=True)
        assert all(torch.allclose(mine.grad, theirs.grad, atol=1e-5) for mine, theirs in gradients)
        one.eval()
        assert are_close(one(QUERIES), other(QUERIES))
        one.double().train()  # and once more after the weights were moved
        one.float()


FUTURE = torch.ones(5, 5, dtype=torch.bool).triu(1)


@pytest.mark.parametrize("mask", [None, FUTURE], ids=["free", "causal"])
def test_attention_looks_where_torchs_does(mask: torch.Tensor | None) -> None:
    one, other = pair_of(MultiheadAttention, nn.MultiheadAttention, 6, 3)
    for keys in (QUERIES, KEYS):
        arguments = (QUERIES, keys, keys, None, False, mask)
        assert are_close(one(*arguments)[0], other(*arguments)[0])
        assert are_close(one(*arguments[:3], attn_mask=mask)[0], other(*arguments)[0])


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("mask", [None, FUTURE], ids=["free", "causal"])
def test_an_encoder_gives_what_torchs_gives(mask: torch.Tensor | None, norm_first: bool) -> None:
    one, other = pair_of(TransformerEncoderLayer, nn.TransformerEncoderLayer, 6, 3, norm_first=norm_first)
    assert are_close(one(QUERIES, mask), other(QUERIES, mask))


def test_dropout_works_at_every_place_of_an_encoder() -> None:
    one = TransformerEncoderLayer(6, 3, dropout=0.5, batch_first=True).train()
    for place in (one.silence, one.dropout, one.dropout1, one.dropout2):
        results = [one(QUERIES)]
        place.eval()
        results.append(one(QUERIES))
        assert not torch.equal(*results)
        place.train()
