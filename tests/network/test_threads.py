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


def test_only_small_work_is_done_by_one_thread_and_only_for_its_time() -> None:
    before = torch.get_num_threads()
    with threads.fitting(1000):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
    with threads.fitting(10**9):
        assert torch.get_num_threads() == before
