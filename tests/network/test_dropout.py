"""Dropout: the mask that is kept is the one that was used, and everything else is as in torch."""

import copy

import pytest
import torch
from torch import nn

from nndesigner.network.draws import Draws
from nndesigner.network.dropout import AlphaDropout, ChannelDropout, Dropout


def dropout_of(rate: float, seed: int) -> Dropout:
    dropout = Dropout(rate)
    dropout.draws = Draws(seed)
    return dropout


@pytest.mark.parametrize("shape", [(4, 7), (3, 5, 2), (2, 3, 5, 5)])
@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_silences_exactly_where_the_kept_mask_says_so(shape: tuple[int, ...], rate: float) -> None:
    dropout = dropout_of(rate, seed=1)
    dropout.keeper.is_wanted = True
    x = torch.rand(shape) + 1
    y = dropout(x)
    assert dropout.keeper.mask is not None
    kept = dropout.keeper.mask != 0
    assert torch.equal(y, x * (kept.float() * (1 / (1 - rate))))
    assert torch.equal(y != 0, kept)


def test_the_order_in_memory_makes_no_difference() -> None:
    x = torch.rand(2, 3, 5, 7)
    last = dropout_of(0.5, seed=1)(x.contiguous(memory_format=torch.channels_last))
    assert torch.equal(last, dropout_of(0.5, seed=1)(x))
    assert last.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_silences_the_wanted_part(rate: float) -> None:
    dropout = dropout_of(rate, seed=2)
    silenced = (dropout(torch.ones(1_000_000)) == 0).float().mean().item()
    assert silenced == pytest.approx(rate, abs=0.002)


def test_neighbours_are_silenced_independently() -> None:
    kept = (dropout_of(0.5, seed=3)(torch.ones(100_000, 8)) != 0).float()
    correlations = torch.corrcoef(kept.T) - torch.eye(8)
    assert correlations.abs().max() < 0.02


def test_gradients_flow_only_through_what_was_kept() -> None:
    dropout = dropout_of(0.5, seed=4)
    x = torch.rand(6, 9, requires_grad=True)
    y = dropout(x)
    y.sum().backward()
    assert torch.equal(x.grad, (y != 0) * 2.0)


def test_does_nothing_outside_training() -> None:
    x = torch.rand(3, 3)
    assert Dropout(0.5).eval()(x) is x


def test_watching_changes_nothing() -> None:
    plain, watched = dropout_of(0.5, seed=5), dropout_of(0.5, seed=5)
    watched.keeper.is_wanted = True
    x = torch.rand(10, 10)
    assert all(torch.equal(plain(x), watched(x)) for _ in range(3))


def test_masks_follow_from_the_seed_and_not_from_the_global_generator() -> None:
    x = torch.ones(10, 10)
    first = dropout_of(0.5, seed=6)(x)
    torch.rand(5)
    before = torch.get_rng_state()
    assert torch.equal(dropout_of(0.5, seed=6)(x), first)
    assert not torch.equal(dropout_of(0.5, seed=7)(x), first)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_copy_draws_the_same_masks() -> None:
    dropout = dropout_of(0.5, seed=8)
    dropout.draws.clock.step = 3
    twin = copy.deepcopy(nn.Sequential(dropout))
    assert torch.equal(twin(torch.ones(99)), dropout(torch.ones(99)))


def test_masks_of_neighbouring_steps_and_layers_are_independent() -> None:
    masks = []
    for name in ("n3", "n4"):
        dropout = Dropout(0.5)
        dropout.draws = Draws(0, name)
        for dropout.draws.clock.step in range(8):
            masks.append((dropout(torch.ones(100_000)) != 0).float())
    correlations = torch.corrcoef(torch.stack(masks)) - torch.eye(len(masks))
    assert correlations.abs().max() < 0.02


@pytest.mark.parametrize("shape", [(40, 50, 3), (40, 50, 3, 2)])
def test_channels_are_silenced_as_a_whole(shape: tuple[int, ...]) -> None:
    x = torch.rand(shape) + 1
    y = ChannelDropout(0.25)(x).flatten(2)
    kept = (y != 0).float().mean(2)
    assert set(kept.unique().tolist()) == {0.0, 1.0}
    assert kept.mean().item() == pytest.approx(0.75, abs=0.03)
    assert torch.allclose(y, x.flatten(2) * kept.unsqueeze(2) / 0.75)


def test_alpha_dropout_gives_the_two_values_that_torch_gives() -> None:
    x = torch.zeros(1000)
    assert torch.allclose(AlphaDropout(0.3)(x).unique(), nn.AlphaDropout(0.3)(x).unique())
    y = AlphaDropout(0.3)(torch.randn(1_000_000))
    assert (y.mean().item(), y.var().item()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
