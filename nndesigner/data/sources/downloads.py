"""Reads well-known sets of pictures, which are downloaded when they are not there yet."""

import tarfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.downloads import Cifar10, Downloaded, FashionMnist, Kmnist
from nndesigner.data.downloading import Step, downloading, is_there, kept_in
from nndesigner.data.samples import Numerals, Samples, UnreadableData, reads
from nndesigner.data.sources.mnist import read_folder
from nndesigner.data.streaming import KeptBytes

ROW = 1 + 3 * 32 * 32
"""Bytes of a photograph of CIFAR-10: its class, then red, green and blue."""
MEMBERS = "cifar-10-batches-bin"


def is_missing(source: Downloaded) -> bool:
    """Whether reading the source would download it first."""
    return not is_there(source.files, kept_in(source.kind))


def fetching(source: Downloaded) -> Iterator[Step]:
    """Download what is missing of a source, and report progress. Raises DownloadFailed."""
    return downloading(source.title(), source.files, kept_in(source.kind))


@reads("fashion_mnist")
def read_fashion(source: FashionMnist) -> Samples:
    """Clothes in gray, from 0 to 1."""
    return _like_mnist(source)


@reads("kmnist")
def read_kmnist(source: Kmnist) -> Samples:
    """Characters in gray, from 0 to 1."""
    return _like_mnist(source)


@reads("cifar10")
def read_cifar(source: Cifar10) -> Samples:
    """Photographs, kept as bytes."""
    for _ in fetching(source):
        pass
    pictures, targets, tested, test_targets = _photographs(kept_in(source.kind) / source.files[0].name)
    number = source.training_samples
    return Samples(KeptBytes(pictures[:number]), targets[:number], KeptBytes(tested), test_targets)


def _like_mnist(source: Downloaded) -> Samples:
    for _ in fetching(source):
        pass
    samples = read_folder(kept_in(source.kind))
    return samples.first(source.training_samples, test=len(samples.test_inputs))


@lru_cache(maxsize=1)
def _photographs(path: Path) -> tuple[NDArray[np.uint8], Numerals, NDArray[np.uint8], Numerals]:
    try:
        with tarfile.open(path) as archive:
            taught = np.concatenate([_rows(archive, f"data_batch_{number}.bin") for number in range(1, 6)])
            tested = _rows(archive, "test_batch.bin")
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError, zlib.error) as error:
        raise UnreadableData(f"{path.name} cannot be unpacked: {error}. Delete {path} to download it again.") from None
    return *_pair(taught), *_pair(tested)


def _rows(archive: tarfile.TarFile, name: str) -> NDArray[np.uint8]:
    """One of the files in the archive, which are never unpacked to the disk."""
    file = archive.extractfile(f"{MEMBERS}/{name}")
    if file is None:
        raise KeyError(name)
    return np.frombuffer(file.read(), np.uint8).reshape(-1, ROW)


def _pair(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], Numerals]:
    return np.ascontiguousarray(rows[:, 1:]).reshape(-1, 3, 32, 32), rows[:, 0].astype(np.int64)
