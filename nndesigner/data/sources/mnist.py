"""Reads the MNIST digits that ship with the application."""

from functools import cache
from pathlib import Path

import numpy as np

from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data.idx import read_idx
from nndesigner.data.samples import Numbers, Samples, UnreadableData, reads
from nndesigner.locations import DATA_SETS

CLASSES = 10


@reads("mnist")
def read(digits: Mnist) -> Samples:
    """The digits, ink from 0 to 1. All are unpacked once and kept, 220 MB, as long as the program runs."""
    samples = read_folder(DATA_SETS / "mnist")
    if digits.training_samples >= len(samples.inputs):
        return samples
    return samples.first(digits.training_samples, test=len(samples.test_inputs))


@cache
def read_folder(folder: Path) -> Samples:
    """The digits of the four files in `folder`. Raises UnreadableData."""
    return Samples(*_pair(folder, "train"), *_pair(folder, "t10k"))


def _pair(folder: Path, part: str) -> tuple[Numbers, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    images = read_idx(folder / f"{part}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz")
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise UnreadableData(f"The {part} files do not belong together: {images.shape} images, {labels.shape} labels.")
    if labels.size and labels.max() >= CLASSES:
        raise UnreadableData(f"The {part} labels should be digits from 0 to 9, but one is {labels.max()}.")
    inputs = images[:, None].astype(np.float32)
    inputs *= 1 / 255
    return inputs, labels.astype(np.int64)
