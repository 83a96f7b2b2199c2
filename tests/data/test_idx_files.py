"""IDX files of one's own: packed or plain, found by their names, with the files that belong to them."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.idx_files import IdxFiles
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.samples import UnreadableData
from nndesigner.locations import DATA_SETS

PICTURES = np.random.default_rng(0).integers(0, 256, (12, 5, 4), np.uint8)
LABELS = (np.arange(12) % 3).astype(np.uint8)


def written(path: Path, values: np.ndarray) -> Path:
    header = bytes((0, 0, 8, values.ndim)) + b"".join(size.to_bytes(4, "big") for size in values.shape)
    content = header + values.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def opened(path: Path) -> IdxFiles:
    source = propose(path).data.source
    assert isinstance(source, IdxFiles)
    return source


def test_the_files_of_mnist_open_as_idx() -> None:
    source = opened(DATA_SETS / "mnist")
    assert (source.samples, source.test_samples, source.sample_shape()) == (60_000, 10_000, Shape(C=1, H=28, W=28))
    assert source.class_names() == tuple("0123456789")
    ours, shipped = load(source), load(Mnist())
    assert np.array_equal(ours.inputs[:100], shipped.inputs[:100])
    assert np.array_equal(ours.test_targets, shipped.test_targets)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_one_file_finds_those_that_belong_to_it(tmp_path: Path, ending: str) -> None:
    chosen = written(tmp_path / f"train-images-idx3-ubyte{ending}", PICTURES)
    with pytest.raises(UnreadableData, match=r"labels .* are missing"):
        propose(chosen)
    written(tmp_path / f"train-labels-idx1-ubyte{ending}", LABELS)
    for path in (chosen, tmp_path):
        source = opened(path)
        assert (source.samples, source.test_samples, source.shape) == (12, 0, (5, 4))
    samples = load(source)
    assert np.allclose(samples.inputs[:, 0], PICTURES / 255) and samples.targets.tolist() == LABELS.tolist()
    assert samples.test_inputs.shape == (0, 1, 5, 4)


def test_files_that_do_not_belong_together_are_said(tmp_path: Path) -> None:
    written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    written(tmp_path / "a-labels-idx1-ubyte", LABELS[:5])
    with pytest.raises(UnreadableData, match="do not belong together"):
        propose(tmp_path)


def test_a_file_that_is_broken_or_gone_is_said(tmp_path: Path) -> None:
    pictures = written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    written(tmp_path / "a-labels-idx1-ubyte", LABELS)
    source = opened(tmp_path)
    pictures.write_bytes(b"nothing")
    with pytest.raises(UnreadableData, match="should start with two zero bytes"):
        propose(tmp_path.rename(tmp_path.parent / "moved"))
    with pytest.raises(UnreadableData, match="No IDX file"):
        load(IdxFiles())
    gone = source.changed(inputs=source.inputs.moved(str(tmp_path / "gone")).model_dump())
    with pytest.raises(UnreadableData, match="gone is missing"):
        load(gone)


def test_one_class_only_is_a_warning(tmp_path: Path) -> None:
    written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    written(tmp_path / "a-labels-idx1-ubyte", np.zeros(12, np.uint8))
    assert any(note.is_warning and "only one class" in note.text for note in propose(tmp_path).notes)


def test_labels_that_do_not_occur_are_a_warning(tmp_path: Path) -> None:
    written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    for labels, said in ((LABELS * 2, "has the label 1."), (LABELS * 0 + 1, "All labels are 1, so there is only one")):
        written(tmp_path / "a-labels-idx1-ubyte", labels)
        assert any(note.is_warning and said in note.text for note in propose(tmp_path).notes)


def test_a_test_part_of_other_sizes_or_without_labels_is_said(tmp_path: Path) -> None:
    written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    written(tmp_path / "a-labels-idx1-ubyte", LABELS)
    written(tmp_path / "test-images-idx3-ubyte", PICTURES[:, :4])
    notes = [note.text for note in propose(tmp_path).notes if note.is_warning]
    assert notes == ["test-images-idx3-ubyte is left out, because labels to test with are missing."]
    written(tmp_path / "test-labels-idx1-ubyte", LABELS)
    with pytest.raises(
        UnreadableData, match=r"test-images-idx3-ubyte should hold samples of 5 × 4, .* but they are 4 × 4"
    ):
        propose(tmp_path)


def test_what_a_file_holds_says_whether_it_is_packed(tmp_path: Path) -> None:
    packed = written(tmp_path / "a-images-idx3-ubyte.gz", PICTURES).rename(tmp_path / "a-images-idx3-ubyte")
    written(tmp_path / "a-labels-idx1-ubyte", LABELS).rename(tmp_path / "a-labels-idx1-ubyte.gz")
    assert opened(tmp_path).samples == 12
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(UnreadableData, match="a-images-idx3-ubyte cannot be unpacked: it ends too early"):
        propose(tmp_path)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    written(tmp_path / "a-images-idx3-ubyte", PICTURES)
    labels = written(tmp_path / "a-labels-idx1-ubyte", LABELS)
    source = opened(tmp_path)
    written(labels, LABELS[::-1].copy())
    assert load(source).targets.tolist() == LABELS[::-1].tolist()
