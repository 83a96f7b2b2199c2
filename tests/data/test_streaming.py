"""Samples that are read in the background: in order, ahead of time, with errors told, and no thread left behind."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from nndesigner.data.batches import Batches, in_order
from nndesigner.data.decoding import Form
from nndesigner.data.pictures import PictureFiles
from nndesigner.data.placing import free_memory, placed, placing_steps
from nndesigner.data.samples import Numbers, UnreadableData
from nndesigner.data.streaming import PIECE, Bytes, KeptBytes, Stream, UnreadableSamples, threads

NUMBER = 500


class Rows:
    """Samples that say their own number, some of them broken, read as slowly as wanted."""

    def __init__(self, broken: tuple[int, ...] = (), seconds: float = 0.0) -> None:
        self.shape: tuple[int, ...] = (NUMBER, 3)
        self.broken, self.seconds, self.reads = broken, seconds, 0

    def __len__(self) -> int:
        return NUMBER

    def read(self, indices: NDArray[np.int64]) -> Numbers:
        self.reads += 1
        time.sleep(self.seconds)
        problems = [f"Row {index} is broken." for index in indices if index in self.broken]
        if problems:
            raise UnreadableSamples(problems, len(indices))
        return np.repeat(indices[:, None], 3, axis=1).astype(np.float32)


def stream(rows: Rows) -> Stream:
    return Stream(rows, "cpu", torch.float32)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert not left


def test_streamed_batches_are_those_that_lie_in_memory() -> None:
    targets, numbers = torch.arange(NUMBER), torch.arange(0, NUMBER, 2)
    lying = torch.arange(NUMBER).float()[:, None].expand(-1, 3)
    one, other = (Batches(inputs, targets, numbers, 70, seed=5) for inputs in (stream(Rows()), lying))
    for epoch in (1, 2):
        for (samples, answers), (same, wanted) in zip(one.epoch(epoch), other.epoch(epoch), strict=True):
            assert torch.equal(samples, same) and torch.equal(answers, wanted)
    for (samples, answers), (same, wanted) in zip(
        in_order(stream(Rows()), targets, numbers, 70), in_order(lying, targets, numbers, 70), strict=True
    ):
        assert torch.equal(samples, same) and torch.equal(answers, wanted)
    assert torch.cat([samples for samples, _ in in_order(stream(Rows()), targets)])[:, 0].tolist() == list(
        range(NUMBER)
    )


def test_what_comes_next_is_read_while_the_network_works() -> None:
    rows = Rows(seconds=0.02)
    batches = Batches(stream(rows), torch.arange(NUMBER), torch.arange(NUMBER), PIECE, seed=0).epoch(1)
    next(batches)
    time.sleep(0.3)
    ahead = rows.reads
    began = time.perf_counter()
    next(batches)
    assert time.perf_counter() - began < 0.015, "the second batch is there already"
    assert 2 <= ahead < NUMBER // PIECE or threads() > 3, "not everything is read ahead"
    del batches


def test_an_error_comes_at_its_turn_to_whoever_learns() -> None:
    batches = in_order(stream(Rows(broken=(130,))), torch.arange(NUMBER), size=50)
    assert [len(next(batches)[0]) for _ in range(2)] == [50, 50]
    with pytest.raises(UnreadableData, match="Row 130 is broken"):
        next(batches)


def test_threads_end_when_a_run_is_walked_away_from() -> None:
    before = threading.active_count()
    batches = Batches(stream(Rows(seconds=0.01)), torch.arange(NUMBER), torch.arange(NUMBER), 10, seed=0).epoch(1)
    next(batches)
    assert threading.active_count() > before
    del batches
    assert threading.active_count() == before


def test_what_fits_is_read_once_and_stays() -> None:
    rows, told = Rows(), []
    there = placed(rows, None, "cpu", progress=lambda done, of: told.append((done, of)))
    assert isinstance(there, torch.Tensor) and there[:, 0].tolist() == list(range(NUMBER))
    assert told[-1] == (NUMBER, NUMBER) and sorted(told) == told
    assert rows.reads == len(told)


def test_what_does_not_fit_streams() -> None:
    needed = NUMBER * 3 * 4
    assert isinstance(placed(Rows(), None, "cpu", budget=needed - 1), Stream)
    assert isinstance(placed(Rows(), None, "cpu", budget=needed), torch.Tensor)
    assert isinstance(placed(Rows(), None, "cpu", torch.float64, budget=needed), Stream), "double takes twice as much"
    assert 2**20 < free_memory("cpu") < 2**50


@pytest.mark.parametrize("budget", [0, 10**9])
def test_only_the_chosen_samples_are_placed(budget: int) -> None:
    chosen = np.array([7, 3, 400])
    there = placed(Rows(broken=(5,)), chosen, "cpu", budget=budget)
    assert there.shape == (3, 3)
    assert [samples[:, 0].tolist() for samples, _ in in_order(there, torch.arange(3))] == [[7, 3, 400]]


def test_all_unreadable_samples_are_named_at_once() -> None:
    with pytest.raises(UnreadableData) as error:
        placed(Rows(broken=(3, 99, 100, 250, 300, 301, 302)), None, "cpu")
    text = str(error.value)
    assert text.startswith("7 of 500 samples cannot be read. Row 3 is broken. Row 99 is broken.")
    assert "Row 301" not in text and text.endswith("And 2 more.")


def test_placing_can_be_walked_away_from() -> None:
    rows = Rows(seconds=0.01)
    placing = placing_steps(rows, None, "cpu")
    assert next(placing) == (PIECE, NUMBER)
    placing.close()
    assert rows.reads < NUMBER // PIECE


def test_bytes_stay_bytes_and_become_numbers_from_0_to_1() -> None:
    values = np.random.default_rng(0).integers(0, 256, (90, 1, 4, 4), np.uint8)
    values[0, 0, 0, :2] = 0, 255
    kept = KeptBytes(values)
    there, streamed = placed(kept, None, "cpu"), placed(kept, None, "cpu", budget=0)
    assert isinstance(there, Bytes) and there.values.dtype == torch.uint8 and isinstance(streamed, Stream)
    expected = kept.read(np.arange(90))
    assert expected.min() == 0 and expected.max() == 1 and expected.dtype == np.float32
    for inputs in (there, streamed):
        batches = [samples for samples, _ in in_order(inputs, torch.arange(90), size=40)]
        assert torch.equal(torch.cat(batches), torch.from_numpy(expected))
        assert inputs.index_select(0, torch.tensor([5])).dtype == torch.float32
    assert next(iter(in_order(placed(kept, None, "cpu", torch.float64), torch.arange(90))))[0].dtype == torch.float64


def test_arrays_are_placed_as_they_are() -> None:
    numbers = np.arange(12, dtype=np.float32).reshape(4, 3)
    there = placed(numbers, None, "cpu")
    assert isinstance(there, torch.Tensor) and there.data_ptr() == numbers.ctypes.data
    symbols = placed(np.arange(6).reshape(2, 3), np.array([1]), "cpu", torch.float64)
    assert isinstance(symbols, torch.Tensor) and symbols.dtype == torch.int64 and symbols.tolist() == [[3, 4, 5]]


def test_pictures_stream_from_their_files(tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"nothing")
    files = PictureFiles([tmp_path / "no.png", tmp_path / "gone.png"], Form(4, 4))
    with pytest.raises(
        UnreadableData, match=r"2 of 2 samples cannot be read\. no\.png .* gone\.png .* Skip unreadable"
    ):
        placed(files, None, "cpu")
