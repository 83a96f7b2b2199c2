"""Small networks compute with one thread, large ones with all."""

import torch

from nndesigner.design.check import check
from nndesigner.network import threads
from tests.design.drawings import classifier, drawn, layer


def test_every_weight_counts_once_for_each_place_it_is_used_at() -> None:
    dense = check(classifier(layer("dense", units=32)))
    assert threads.multiplications(dense) == 785 * 32 + 33 * 10
    convolution = check(drawn("input", layer("conv2d", filters=4, kernel_size=3), "output"))
    assert threads.multiplications(convolution) == (9 * 4 + 4) * 28 * 28


def test_small_work_is_done_by_one_thread_unless_others_are_wanted() -> None:
    assert threads.number(0, 1000) == 1
    assert threads.number(0, 10**9) == threads.AT_FIRST
    assert threads.number(3, 1000) == threads.number(3, 10**9) == 3


def test_a_number_of_threads_computes_only_for_its_time() -> None:
    before = torch.get_num_threads()
    with threads.computing(before + 2):
        assert torch.get_num_threads() == before + 2
    assert torch.get_num_threads() == before
