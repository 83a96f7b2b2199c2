"""MNIST as it ships, and what is said about files that are no IDX files."""

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest

from nndesigner.catalog.entry import entries
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data.idx import read_idx
from nndesigner.data.loading import load
from nndesigner.data.samples import READERS, UnreadableData
from nndesigner.data.sources.mnist import read_folder
from nndesigner.locations import DATA_SETS


def packed(*header: int, values: bytes = b"") -> bytes:
    """A gzip file: zero, zero, type, dimensions, then the sizes, then `values`."""
    kind, dimensions, *sizes = header
    sizes_as_bytes = b"".join(size.to_bytes(4, "big") for size in sizes)
    return gzip.compress(bytes((0, 0, kind, dimensions)) + sizes_as_bytes + values)


def test_mnist_has_all_its_digits_with_ink_from_0_to_1() -> None:
    samples = load(Mnist())
    assert samples.inputs.shape == (60_000, *Mnist().sample_shape())
    assert samples.test_inputs.shape == (10_000, 1, 28, 28)
    assert (samples.inputs.dtype, samples.targets.dtype) == (np.float32, np.int64)
    assert (samples.inputs.min(), samples.inputs.max()) == (0, 1)
    assert samples.inputs.mean() == pytest.approx(0.1307, abs=1e-4)
    assert np.bincount(samples.targets).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert samples.targets[:5].tolist() == [5, 0, 4, 1, 9]


def test_mnist_is_read_once_and_then_kept() -> None:
    assert load(Mnist()) is load(Mnist())


def test_fewer_digits_to_learn_from_are_the_first_of_those_there_are() -> None:
    few, all_digits = load(Mnist(training_samples=1000)), load(Mnist())
    assert (len(few.inputs), len(few.targets), len(few.test_inputs)) == (1000, 1000, 10_000)
    assert np.shares_memory(few.inputs, all_digits.inputs)
    assert few.targets.tolist() == all_digits.targets[:1000].tolist()
    assert np.bincount(few.targets).min() > 80


def test_every_source_of_the_catalog_can_be_read() -> None:
    assert set(READERS) == set(entries("source"))


def test_a_slice_takes_the_first_samples() -> None:
    few = load(Mnist()).first(7, test=3)
    assert (len(few.inputs), len(few.targets), len(few.test_inputs), len(few.test_targets)) == (7, 7, 3, 3)


def test_an_idx_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "some.gz"
    path.write_bytes(packed(8, 2, 2, 3, values=bytes(range(6))))
    assert read_idx(path).tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "should start with two zero bytes"),
        (packed(8, 1, 9, values=bytes(9))[:-9], "cannot be unpacked"),
        (gzip.compress(b"\1\2\3\4"), "should start with two zero bytes"),
        (gzip.compress(b""), "should start with two zero bytes"),
        (packed(13, 1, 1, values=bytes(4)), "should hold unsigned bytes .type 8., but holds type 13"),
        (packed(8, 3, 1, 2), "ends inside its header"),
        (packed(8, 0), "ends inside its header"),
        (packed(8, 2, 2, 3, values=bytes(5)), "should hold 2 × 3 = 6 values, but holds 5"),
        (packed(8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1), "values, but holds 0"),
    ],
)
def test_what_is_no_idx_file_is_refused_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "digits.gz"
    path.write_bytes(content)
    with pytest.raises(UnreadableData, match=f"^digits.gz .*{message}"):
        read_idx(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match=r"^train-images-idx3-ubyte\.gz is missing in "):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (packed(8, 1, 5, values=bytes(5)), "do not belong together"),
        (packed(8, 1, 60_000, values=bytes([10]) * 60_000), "digits from 0 to 9, but one is 10"),
    ],
)
def test_labels_that_do_not_fit_are_refused(tmp_path: Path, labels: bytes, message: str) -> None:
    for part in ("train-images-idx3", "t10k-images-idx3", "t10k-labels-idx1"):
        shutil.copy(DATA_SETS / "mnist" / f"{part}-ubyte.gz", tmp_path)
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(labels)
    with pytest.raises(UnreadableData, match=message):
        read_folder(tmp_path)
