"""How fast a table of a million rows and 20 columns is read, prepared and cut into its first batch.

Compared with polars reading the same file and doing nothing with it, in turns within one run; the figure is the median
of the quotients of neighbours. Run with `pytest -m benchmark -s`.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import polars as pl
import pytest
import torch

from nndesigner.data.batches import Batches
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.prepared import prepare
from nndesigner.design.options import DataOptions

ROWS, COLUMNS = 1_000_000, 20
WANTED, SECONDS_TO_OPEN = 2.0, 20.0
TURNS = 5


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random = np.random.default_rng(0)
    numbers = {f"x{place}": random.standard_normal(ROWS) for place in range(COLUMNS - 2)}
    words = np.array(["red", "green", "blue"])[random.integers(0, 3, ROWS)]
    path = tmp_path_factory.mktemp("tables") / "million.csv"
    pl.DataFrame({**numbers, "colour": words, "price": random.standard_normal(ROWS)}).write_csv(path)
    return path


def first_batch(data: DataOptions) -> tuple[torch.Tensor, torch.Tensor]:
    ready = prepare(load(data.source), data, seed=0)
    inputs, targets, taught = (torch.from_numpy(each) for each in (ready.inputs, ready.targets, ready.parts.taught))
    return next(Batches(inputs, targets, taught, size=128, seed=0).epoch(1))


def seconds(do: Callable[[], object]) -> float:
    begin = perf_counter()
    do()
    return perf_counter() - begin


@pytest.mark.benchmark
def test_the_first_batch_comes_within_twice_the_time_that_polars_takes_to_read(path: Path) -> None:
    begin = perf_counter()
    data = propose(path).data
    opening = perf_counter() - begin
    first_batch(data)
    quotients = [seconds(lambda: first_batch(data)) / seconds(lambda: pl.read_csv(path)) for _ in range(TURNS)]
    alone = seconds(lambda: pl.read_csv(path))
    print(f"\nopened in {opening:.1f} s; polars {alone:.2f} s; to the first batch × {median(quotients):.2f}")
    assert opening < SECONDS_TO_OPEN
    assert median(quotients) <= WANTED
