"""How fast pictures stream to the network, compared with torch's DataLoader that decodes them in two processes.

Both take turns, epoch by epoch, in one run; the figure is the median of the quotients of neighbours. Both decode in the
same way. Run with `pytest -m benchmark -s`.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from nndesigner.data.batches import Batches
from nndesigner.data.decoding import Form
from nndesigner.data.pictures import PictureFiles, decoded
from nndesigner.data.streaming import Stream

PICTURES, SIDE, WANTED, BATCH = 4000, 160, 64, 64
TURNS = 5
FORM = Form(WANTED, WANTED)


class Decoded(Dataset[tuple[Tensor, Tensor]]):
    """What a loop by hand would use."""

    def __init__(self, paths: list[Path], targets: Tensor) -> None:
        self._paths, self._targets = paths, targets

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(decoded(self._paths[number], FORM).copy()), self._targets[number]


def photographs(folder: Path) -> list[Path]:
    """Pictures with coarse and fine structure, as JPEG files."""
    random = np.random.default_rng(0)
    paths = [folder / f"{number}.jpg" for number in range(PICTURES)]
    for path in paths:
        coarse = Image.fromarray(random.integers(0, 256, (10, 10, 3), np.uint8)).resize((SIDE, SIDE))
        noise = random.normal(0, 12, (SIDE, SIDE, 3))
        Image.fromarray((np.asarray(coarse) + noise).clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return paths


def samples_per_second(epoch: Callable[[], int]) -> float:
    began = perf_counter()
    return epoch() / (perf_counter() - began)


@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_pictures_stream_at_least_as_fast_as_from_two_processes(tmp_path: Path) -> None:
    paths, targets = photographs(tmp_path), torch.arange(PICTURES)
    loader = DataLoader(Decoded(paths, targets), batch_size=BATCH, shuffle=True, num_workers=2, persistent_workers=True)
    stream = Stream(PictureFiles(paths, FORM), "cpu", torch.float32)
    batches = Batches(stream, targets, torch.arange(PICTURES), BATCH, seed=0)

    def theirs() -> int:
        return sum(len(samples.float() * (1 / 255)) for samples, _ in loader)

    def ours() -> int:
        return sum(len(samples) for samples, _ in batches.epoch(1))

    assert theirs() == ours() == PICTURES
    pairs = [(samples_per_second(theirs), samples_per_second(ours)) for _ in range(TURNS)]
    quotient = median(our / their for their, our in pairs)
    their, our = (median(column) for column in zip(*pairs, strict=True))
    print(f"\n{SIDE} → {WANTED} pixels: DataLoader {their:,.0f}, streamed {our:,.0f} pictures/s, × {quotient:.2f}")
    assert quotient >= 1
