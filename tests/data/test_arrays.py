"""NPZ and NPY files: which array is what, which axes it has, and what is said about those that do not fit."""

from pathlib import Path

import numpy as np
import pytest

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.arrays import Arrays
from nndesigner.catalog.targets import Classes, Labels, Values
from nndesigner.data import array_files
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.prepared import prepare
from nndesigner.data.samples import Samples, UnreadableData
from nndesigner.data.sources import arrays
from nndesigner.design.plain import data_from_plain, data_to_plain

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(20, 3)), np.arange(20) % 4


def opened(path: Path) -> Arrays:
    source = propose(path).data.source
    assert isinstance(source, Arrays)
    return source


def loaded(source: Arrays) -> Samples:
    samples = load(source)
    assert isinstance(samples, Samples)
    return samples


def saved(path: Path, **arrays: np.ndarray) -> Path:
    np.savez(path, **arrays)
    return path


def test_arrays_are_found_by_their_names_with_their_test_part(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npz", y_test=Y[:5], x_test=X[:5], x_train=X, y_train=Y)
    proposal = propose(path)
    source = opened(path)
    assert (source.inputs, source.targets, source.test_inputs) == ("x_train", "y_train", "x_test")
    assert (source.samples, source.test_samples, source.sample_shape()) == (20, 5, Shape(F=3))
    assert source.target() == Classes(("0", "1", "2", "3")) and proposal.task == "classification"
    assert source.value_range() == (X.min(), X.max())
    samples = loaded(source)
    assert np.allclose(samples.inputs, X) and samples.inputs.dtype == np.float32
    assert samples.test_targets.tolist() == Y[:5].tolist()
    assert data_from_plain(data_to_plain(proposal.data)) == proposal.data


def test_pictures_of_bytes_go_from_0_to_1(tmp_path: Path) -> None:
    images = RANDOM.integers(0, 256, (6, 8, 9, 3), np.uint8)
    source = opened(saved(tmp_path / "a.npz", images=images, labels=Y[:6]))
    assert (source.layout, source.divide_by, source.sample_shape()) == ("channels_last", 255, Shape(C=3, H=8, W=9))
    inputs = loaded(source).inputs
    assert np.allclose(inputs, images.transpose(0, 3, 1, 2) / 255)
    gray = opened(saved(tmp_path / "b.npz", x=images[..., 0], y=Y[:6]))
    assert gray.sample_shape() == Shape(C=1, H=8, W=9)
    assert loaded(gray).inputs.shape == (6, 1, 8, 9)


def test_sequences_and_their_numbers_to_tell(tmp_path: Path) -> None:
    source = opened(saved(tmp_path / "a.npz", x=RANDOM.normal(size=(7, 12, 2)), y=RANDOM.normal(size=(7, 3))))
    assert source.sample_shape() == Shape(T=12, F=2)
    assert source.target() == Values(Shape(F=3))
    assert loaded(source).targets.shape == (7, 3)


def test_two_files_side_by_side(tmp_path: Path) -> None:
    np.save(tmp_path / "X.npy", X)
    with pytest.raises(UnreadableData, match=r"such as y\.npy beside x\.npy"):
        propose(tmp_path / "X.npy")
    np.save(tmp_path / "y.npy", Y)
    assert loaded(opened(tmp_path / "X.npy")).targets.tolist() == Y.tolist()


def test_a_large_file_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save(tmp_path / "x.npy", X)
    np.save(tmp_path / "y.npy", Y)
    monkeypatch.setattr(array_files, "MAPPED", 10)
    source = opened(tmp_path / "x.npy")
    inputs = loaded(source).inputs
    assert not isinstance(inputs, np.ndarray) and inputs.shape == (20, 3)
    assert np.allclose(inputs.read(np.array([3, 1])), X[[3, 1]])
    broken = X.copy()
    broken[7, 1] = np.nan
    np.save(tmp_path / "x.npy", broken)
    with pytest.raises(UnreadableData, match="missing value"):
        loaded(source).inputs.read(np.array([6, 7]))


@pytest.mark.parametrize(("value", "word"), [(np.nan, "a missing value"), (np.inf, "an infinite value")])
def test_values_that_are_no_numbers_name_their_sample(tmp_path: Path, value: float, word: str) -> None:
    broken = X.copy()
    broken[13, 2] = value
    with pytest.raises(UnreadableData, match=f"Sample 13 of The array x in a.npz holds {word}|Sample 13 .* {word}"):
        propose(saved(tmp_path / "a.npz", x=broken, y=Y))


def test_python_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="Python objects, which are refused"):
        propose(saved(tmp_path / "a.npz", x=np.array([{}, []], object), y=Y[:2]))


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="20 inputs, but 4 targets"):
        propose(saved(tmp_path / "a.npz", x=X, y=Y[:4]))
    with pytest.raises(UnreadableData, match="holds a, b, c"):
        propose(saved(tmp_path / "a.npz", a=X, b=X, c=Y))
    with pytest.raises(UnreadableData, match="should hold numbers"):
        propose(saved(tmp_path / "a.npz", x=np.array(["a", "b"]), y=Y[:2]))
    with pytest.raises(UnreadableData, match="no samples"):
        propose(saved(tmp_path / "a.npz", x=X[:0], y=Y[:0]))
    (tmp_path / "b.npz").write_bytes(b"PK nothing")
    with pytest.raises(UnreadableData, match=r"b\.npz is no NPZ file"):
        propose(tmp_path / "b.npz")
    whole = saved(tmp_path / "c.npz", x=X, y=Y).read_bytes()
    (tmp_path / "c.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableData, match=r"c\.npz"):
        propose(tmp_path / "c.npz")


def test_a_file_that_changed_or_is_gone_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npz", x=X, y=Y)
    source = opened(path)
    saved(path, x=X, y=Y + 1)
    with pytest.raises(UnreadableData, match="should be 0 to 3, but go from 1 to 4"):
        load(source)
    saved(path, x=X[:, :2], y=Y)
    with pytest.raises(UnreadableData, match="Open it again"):
        load(source)
    path.unlink()
    with pytest.raises(UnreadableData, match="is missing"):
        load(source)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.nan, r"Sample 3 \(from 0\) of the array x in a\.npz holds a missing value"),
        (-np.inf, "holds an infinite value"),
        (1e300, r"Sample 3 .* holds the value 1e\+300, which is too large"),
    ],
)
def test_values_that_no_network_takes_are_named_with_their_sample(tmp_path: Path, value: float, message: str) -> None:
    wrong, targets = X.copy(), X[:, 0].copy()
    wrong[3, 1] = targets[3] = value
    with pytest.raises(UnreadableData, match=message):
        propose(saved(tmp_path / "a.npz", x=wrong, y=Y))
    with pytest.raises(UnreadableData, match=message.replace("array x", "array y")):
        propose(saved(tmp_path / "a.npz", x=X, y=targets))
    with pytest.raises(UnreadableData, match=message.replace("array x", "array x_test")):
        propose(saved(tmp_path / "a.npz", x=X, y=Y, x_test=wrong, y_test=Y))


def test_samples_of_a_large_file_are_named_by_their_own_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(array_files, "MAPPED", 100)
    monkeypatch.setattr(arrays, "MOST_LOOKED_AT", 5)
    wrong = X.copy()
    wrong[8, 1] = np.nan
    np.save(tmp_path / "x.npy", wrong)
    np.save(tmp_path / "y.npy", Y)
    with pytest.raises(UnreadableData, match=r"Sample 8 \(from 0\) of x\.npy"):
        propose(tmp_path / "x.npy")
    wrong[8, 1], wrong[9, 1] = 0, np.nan
    np.save(tmp_path / "x.npy", wrong)
    inputs = loaded(opened(tmp_path / "x.npy")).inputs
    assert not isinstance(inputs, np.ndarray)
    with pytest.raises(UnreadableData, match=r"Sample 9 \(from 0\) of x\.npy"):
        inputs.read(np.array([4, 9]))


@pytest.mark.parametrize(
    ("tests", "answers", "message"),
    [
        (X[:, :2], Y, r"The array x_test in a\.npz should hold inputs of 3, but they are 2"),
        (X, Y[:9], "holds 20 inputs to test with, but 9 targets to test with"),
        (X, np.eye(20), "The array y_test in .* should hold targets of 1, but they are 20"),
    ],
)
def test_a_test_part_that_does_not_fit_is_refused_when_it_is_opened(
    tmp_path: Path, tests: np.ndarray, answers: np.ndarray, message: str
) -> None:
    with pytest.raises(UnreadableData, match=message):
        propose(saved(tmp_path / "a.npz", x=X, y=Y, x_test=tests, y_test=answers))


def test_classes_that_are_only_tested_count_and_are_warned_of(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npz", x=X, y=Y, x_test=X, y_test=Y + 2)
    assert opened(path).classes == tuple("012345")
    assert "No sample to learn from has the class 4." in [each.text for each in propose(path).notes if each.is_warning]


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (Y * 0 + 2, "All targets are 2, so there is nothing to learn."),
        (Y.astype(float), "The targets are numbers. They have only 4 different values and could be classes."),
        (np.tile(Y.astype(float), 4), "The targets have 4 different values and could be numbers to come close to"),
        (np.tile(np.arange(30), 10), "The targets have 30 different values and could be numbers to come close to"),
        (np.where(Y[:, None] == range(3), 1, 0), "The targets are zeros and ones"),
        (np.array([0, 2, 4, 4] * 5), "No sample to learn from has the class 1."),
    ],
)
def test_odd_targets_are_warned_of(tmp_path: Path, targets: np.ndarray, message: str) -> None:
    inputs = np.resize(X, (len(targets), 3))
    notes = propose(saved(tmp_path / "a.npz", x=inputs, y=targets)).notes
    assert any(note.is_warning and note.text.startswith(message) for note in notes)


def test_a_file_that_ends_too_early_is_said_plainly(tmp_path: Path) -> None:
    whole = saved(tmp_path / "a.npz", x=X, y=Y).read_bytes()
    (tmp_path / "b.npz").write_bytes(whole[:-200])
    with pytest.raises(UnreadableData, match=r"b\.npz is no NPZ file, or only its beginning"):
        propose(tmp_path / "b.npz")
    damaged = bytearray(whole)
    damaged[300:320] = bytes(20)
    (tmp_path / "b.npz").write_bytes(damaged)
    with pytest.raises(UnreadableData, match=r"The array x in b\.npz cannot be read: it ends too early or is damaged"):
        propose(tmp_path / "b.npz")
    np.save(tmp_path / "x.npy", X)
    np.save(tmp_path / "y.npy", Y)
    (tmp_path / "x.npy").write_bytes((tmp_path / "x.npy").read_bytes()[:-20])
    with pytest.raises(UnreadableData, match=r"x\.npy cannot be read: it ends too early"):
        propose(tmp_path / "x.npy")


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        (np.where(Y == 0, -1, 1), ("-1", "1")),
        ((Y == 0).astype(float)[:, None], ("0", "1")),
        (Y + 1, ("1", "2", "3", "4")),
        (Y * 100, ("0", "100", "200", "300")),
        (np.eye(4)[Y], ("0", "1", "2", "3")),
        (np.eye(4, dtype=np.uint8)[Y], ("0", "1", "2", "3")),
    ],
)
def test_classes_are_told_however_they_are_written(tmp_path: Path, targets: np.ndarray, names: tuple[str, ...]) -> None:
    proposal = propose(saved(tmp_path / "a.npz", x=X, y=targets, x_test=X[:9], y_test=targets[:9]))
    source = opened(tmp_path / "a.npz")
    assert source.target() == Classes(names) and proposal.task == "classification" and not proposal.data.problem
    samples = loaded(source)
    expected = np.unique(targets if targets.size == 20 else Y, return_inverse=True)[1].reshape(-1)
    assert samples.targets.tolist() == expected.tolist() and samples.targets.dtype == np.int64
    assert samples.test_targets.tolist() == expected[:9].tolist()
    assert data_from_plain(data_to_plain(proposal.data)) == proposal.data


def test_several_zeros_and_ones_are_labels(tmp_path: Path) -> None:
    targets = np.stack([Y > 1, Y % 2 == 0, Y > 5], axis=1)
    proposal = propose(saved(tmp_path / "a.npz", x=X, y=targets))
    source = opened(tmp_path / "a.npz")
    assert source.target() == Labels(("0", "1", "2")) and proposal.task == "classification"
    assert source.contents() == "20 samples of 3, 3 labels to predict"
    assert loaded(source).targets.tolist() == targets.astype(float).tolist()


def test_amounts_in_whole_numbers_are_no_classes(tmp_path: Path) -> None:
    source = opened(saved(tmp_path / "a.npz", x=np.resize(X, (60, 3)), y=np.arange(60) // 2 + 500))
    assert source.target() == Values(Shape(F=1))
    assert len(source.changed(answer="classes").class_names()) == 30


def test_what_targets_are_can_be_corrected(tmp_path: Path) -> None:
    source = opened(saved(tmp_path / "a.npz", x=X, y=Y))
    numbers = source.changed(answer="numbers")
    assert numbers.target() == Values(Shape(F=1)) and loaded(numbers).targets[:3].tolist() == [[0.0], [1.0], [2.0]]
    with pytest.raises(UnreadableData, match=r"sample 2 \(from 0\) in a\.npz should be 0s and 1s, because"):
        load(source.changed(answer="labels"))
    amounts = opened(saved(tmp_path / "b.npz", x=X, y=X[:, 0]))
    assert "cannot be read as one class for each sample" in amounts.changed(answer="classes").unready()
    hot = opened(saved(tmp_path / "c.npz", x=X, y=np.eye(4)[Y]))
    saved(tmp_path / "c.npz", x=X, y=np.eye(4)[Y] + np.eye(4)[0])
    with pytest.raises(UnreadableData, match=r"sample 0 \(from 0\) in c\.npz should be a single 1 and else 0"):
        load(hot)


def test_classes_of_a_project_from_before_are_still_classes() -> None:
    assert Arrays.model_validate({"classes": ("0", "1")}).target() == Classes(("0", "1"))
    assert Arrays.model_validate({}).target() == Values(Shape(F=1))


@pytest.mark.parametrize(
    ("inputs", "divisor"),
    [
        (RANDOM.integers(0, 256, (20, 6, 7, 3)).astype(np.float32), 255),
        (RANDOM.integers(0, 256, (20, 42), np.uint8), 255),
        (RANDOM.integers(0, 256, (20, 6, 7), np.uint8) // 16, 15),
        (RANDOM.integers(0, 2, (20, 6, 7), np.uint8), 1),
        (RANDOM.random((20, 6, 6)), 1),
        (RANDOM.normal(size=(20, 6, 6)) * 100, 1),
        (RANDOM.random((20, 6, 2)) * 200, 1),
    ],
)
def test_pictures_of_every_scale_go_from_0_to_1(tmp_path: Path, inputs: np.ndarray, divisor: float) -> None:
    proposal = propose(saved(tmp_path / "a.npz", x=inputs, y=Y))
    source = opened(tmp_path / "a.npz")
    assert source.divide_by == divisor
    assert np.allclose(np.sort(loaded(source).inputs, axis=None), np.sort(inputs, axis=None) / divisor, atol=1e-5)
    assert any("divided by" in note.text for note in proposal.notes) == (divisor > 1)


@pytest.mark.parametrize(
    ("shape", "scale", "kinds"), [((5,), 100, ["standardize"]), ((5,), 1, []), ((8, 2), 100, ["standardize"])]
)
def test_large_numbers_are_proposed_to_be_standardized(
    tmp_path: Path, shape: tuple[int, ...], scale: float, kinds: list[str]
) -> None:
    inputs = scale * np.random.default_rng(0).normal(size=(60, *shape)).clip(-2, 2).astype(np.float32)
    np.savez(tmp_path / "tab.npz", x=inputs, y=np.arange(60) % 2)
    proposal = propose(tmp_path / "tab.npz")
    assert [step.kind for step in proposal.data.preparation] == kinds
    assert any(note.text.startswith("Standardize: the inputs go from") for note in proposal.notes) == bool(kinds)
    prepared = prepare(load(proposal.data.source), proposal.data, seed=0)
    assert np.abs(prepared.inputs[prepared.parts.taught]).max() < 10
