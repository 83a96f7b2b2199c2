"""Splitting and batches: every sample once an epoch, in an order that follows from the seed."""

import numpy as np
import pytest
import torch

from nndesigner.data.batches import Batches, in_order
from nndesigner.data.splitting import split

INPUTS = torch.arange(23.0)[:, None]
TARGETS = torch.arange(23)


def batches(size: int, seed: int = 0, samples: int = 23, joins_single: bool = False) -> Batches:
    return Batches(INPUTS, TARGETS, torch.arange(samples), size, seed, joins_single)


def order_of(several: Batches, epoch: int = 1) -> list[int]:
    return torch.cat([targets for _, targets in several.epoch(epoch)]).tolist()


def test_a_split_takes_every_sample_once() -> None:
    taught, aside = split(1000, 0.1, seed=3)
    assert (len(taught), len(aside)) == (900, 100)
    assert np.array_equal(np.sort(np.concatenate((taught, aside))), np.arange(1000))


def test_a_split_follows_from_the_seed() -> None:
    assert np.array_equal(split(1000, 0.1, seed=3)[1], split(1000, 0.1, seed=3)[1])
    assert not np.array_equal(split(1000, 0.1, seed=3)[1], split(1000, 0.1, seed=4)[1])


@pytest.mark.parametrize(("number", "fraction", "taught"), [(10, 0, 10), (1, 0.9, 1), (2, 0.9, 1), (0, 0.5, 0)])
def test_a_split_leaves_something_to_learn_from(number: int, fraction: float, taught: int) -> None:
    assert len(split(number, fraction, seed=0)[0]) == taught


def test_an_epoch_takes_every_sample_once_and_keeps_inputs_with_their_targets() -> None:
    several = batches(5)
    pairs = list(several.epoch(1))
    assert [len(targets) for _, targets in pairs] == [5, 5, 5, 5, 3]
    assert len(several) == 5
    assert all(torch.equal(inputs[:, 0], targets.float()) for inputs, targets in pairs)
    assert sorted(order_of(several)) == list(range(23))


def test_every_epoch_has_another_order_and_the_seed_decides_which() -> None:
    one, same, other = batches(5), batches(5), batches(5, seed=1)
    first, second = order_of(one, 1), order_of(one, 2)
    assert first != second
    assert [order_of(same, 1), order_of(same, 2)] == [first, second]
    assert order_of(other, 1) not in (first, second)


def test_the_order_of_an_epoch_does_not_depend_on_the_epochs_gone_through_before() -> None:
    several = batches(5)
    orders = [order_of(several, epoch) for epoch in range(1, 6)]
    assert order_of(batches(5), 5) == orders[4] == order_of(several, 5)


@pytest.mark.parametrize("start", range(6))
def test_an_epoch_can_begin_at_any_of_its_batches(start: int) -> None:
    several = batches(5, samples=21, joins_single=start % 2 == 0)
    whole = [targets.tolist() for _, targets in several.epoch(7)]
    gone_through = sum(map(len, whole[:start]))
    assert [targets.tolist() for _, targets in several.epoch(7, gone_through)] == whole[start:]
    assert several.left(gone_through) == len(whole[start:])


def test_resized_batches_go_on_with_the_samples_that_are_left() -> None:
    several = batches(5, samples=21)
    whole, rest = several.epoch(7), several.resized(4).epoch(7, start=10)
    order = order_of(several, 7)
    assert [targets.tolist() for _, targets in rest] == [order[10:14], order[14:18], order[18:]]
    assert (len(several), len(several.resized(4)), several.resized(4).left(10)) == (5, 6, 3)
    whole.close()


def test_the_global_generator_has_no_part_in_the_order() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    order_of(batches(5))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_last_batch_of_one_sample_is_joined_when_that_is_asked_for() -> None:
    assert [len(targets) for _, targets in batches(5, samples=21, joins_single=True).epoch(1)] == [5, 5, 5, 6]
    assert [len(targets) for _, targets in batches(5, samples=21).epoch(1)] == [5, 5, 5, 5, 1]
    assert batches(5, samples=1, joins_single=True).smallest == 1


def test_only_the_chosen_samples_are_given() -> None:
    chosen = torch.tensor([3, 8, 4])
    assert sorted(order_of(Batches(INPUTS, TARGETS, chosen, 2, seed=0))) == [3, 4, 8]
    assert [targets.tolist() for _, targets in in_order(INPUTS, TARGETS, chosen, size=2)] == [[3, 8], [4]]
    assert torch.cat([targets for _, targets in in_order(INPUTS, TARGETS, size=10)]).tolist() == list(range(23))
