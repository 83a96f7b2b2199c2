"""Opens IDX files with the files that belong to them, and reads them."""

import re
from functools import lru_cache
from pathlib import Path

import numpy as np

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.sources.idx_files import IdxFiles
from nndesigner.data.idx import read_idx
from nndesigner.data.opening import Note, Proposal, Watch, opens_where, referred
from nndesigner.data.samples import Numbers, Numerals, Samples, UnreadableData, reads
from nndesigner.data.streaming import SCALE
from nndesigner.design.options import DataOptions

NAME = re.compile(r"(idx\d)-?ubyte(\.gz)?$|\.idx\d?(\.gz)?$", re.IGNORECASE)
PICTURES, LABELS = ("images", "inputs", "data"), ("labels", "targets")
TESTS = ("t10k", "test")


def is_idx(path: Path) -> bool:
    """Whether this is an IDX file by its name, or a folder that holds some."""
    try:
        if path.is_dir():
            return any(NAME.search(each.name) for each in path.iterdir())
        return bool(NAME.search(path.name))
    except OSError:
        return False


@opens_where(is_idx)
def open_idx(path: Path, watch: Watch) -> Proposal:
    """Find pictures and labels, to learn from and to test with, in a folder or beside the chosen file."""
    folder = path if path.is_dir() else path.parent
    files = sorted(each for each in folder.iterdir() if each.is_file() and NAME.search(each.name))
    inputs, targets = _one(files, PICTURES, False, folder), _one(files, LABELS, False, folder)
    if inputs is None or targets is None:
        missing = "pictures (a name with images)" if inputs is None else "labels (a name with labels)"
        raise UnreadableData(
            f"{folder.name} should hold pictures and labels as IDX files, but the {missing} are missing."
        )
    test = _one(files, PICTURES, True, folder), _one(files, LABELS, True, folder)
    watch.tell("Reading", 0.0)
    found = {"inputs": inputs, "targets": targets}
    if test[0] and test[1]:
        found |= {"test_inputs": test[0], "test_targets": test[1]}
    pictures, labels = _pair(str(inputs), str(targets))
    tested = np.empty(0, np.int64)
    if test[0] and test[1]:
        test_pictures, tested = _pair(str(test[0]), str(test[1]))
        _require_same(pictures.shape[1:], test_pictures.shape[1:], inputs.name, test[0].name)
    if not labels.size:
        raise UnreadableData(f"{inputs.name} holds no samples.")
    highest = max(int(labels.max()), int(tested.max(initial=0)))
    source = IdxFiles().changed(
        **{name: referred(file, watch).model_dump() for name, file in found.items()},
        shape=pictures.shape[1:] if pictures.ndim != 4 or pictures.shape[1] != 1 else pictures.shape[2:],
        classes=tuple(str(number) for number in range(highest + 1)),
        samples=len(labels),
        test_samples=len(tested),
    )
    notes = [Note(f"{file.name} holds the {name.replace('_', ' ')}.") for name, file in found.items()]
    notes.append(Note(f"The labels go from {labels.min()} to {highest}, so there are {highest + 1} classes."))
    occurring = np.unique(labels)
    if len(occurring) == 1:
        said = f"All labels are {labels[0]}, so there is only one class and nothing to learn."
        notes.append(Note(said, is_warning=True))
    elif len(occurring) <= highest:
        absent = next(number for number in range(highest + 1) if number not in occurring)
        notes.append(Note(f"No sample to learn from has the label {absent}.", is_warning=True))
    if bool(test[0]) != bool(test[1]):
        alone = test[0] or test[1]
        assert alone is not None
        said = f"{alone.name} is left out, because {'labels' if test[0] else 'pictures'} to test with are missing."
        notes.append(Note(said, is_warning=True))
    return Proposal(DataOptions(source=source), tuple(notes), "classification")


@reads("idx_files")
def read(source: IdxFiles) -> Samples:
    """The pictures from 0 to 1 and the numbers of their classes."""
    if not source.inputs.path:
        raise UnreadableData("No IDX file has been opened yet. Choose one.")
    inputs, targets = _checked(source, source.inputs, source.targets)
    if source.test_inputs.path:
        return Samples(inputs, targets, *_checked(source, source.test_inputs, source.test_targets))
    return Samples(inputs, targets, inputs[:0], targets[:0])


def _checked(source: IdxFiles, inputs: FileReference, targets: FileReference) -> tuple[Numbers, Numerals]:
    pictures, labels = _pair(inputs.path, targets.path)
    expected, name = tuple(source.sample_shape()), Path(inputs.path).name
    if pictures.shape[1:] != expected:
        raise UnreadableData(
            f"{name} should hold samples of {expected}, but they are {pictures.shape[1:]}. Open it again."
        )
    if labels.size and labels.max() >= len(source.classes):
        raise UnreadableData(f"{Path(targets.path).name} has the label {labels.max()}, which is new. Open it again.")
    return pictures, labels


def _require_same(expected: tuple[int, ...], found: tuple[int, ...], name: str, other: str) -> None:
    if expected != found:
        sizes, others = (" × ".join(map(str, each[-2:])) for each in (expected, found))
        raise UnreadableData(f"{other} should hold samples of {sizes}, as {name} does, but they are {others}.")


def _pair(inputs: str, targets: str) -> tuple[Numbers, Numerals]:
    states = []
    for path in (inputs, targets):
        if not Path(path).is_file():
            raise UnreadableData(f"The file {path} is missing. Choose where it is now.")
        found = Path(path).stat()
        states.append((found.st_size, found.st_mtime_ns))
    return _read_pair(inputs, targets, tuple(states))


@lru_cache(maxsize=4)
def _read_pair(inputs: str, targets: str, _: tuple[tuple[int, int], ...]) -> tuple[Numbers, Numerals]:
    """Kept while the files stay the same, because they are asked for when they are opened, looked at and learned."""
    raw, labels = read_idx(Path(inputs)), read_idx(Path(targets))
    if not 2 <= raw.ndim <= 4:
        raise UnreadableData(f"{Path(inputs).name} should hold samples of 1 to 3 sizes, but holds {raw.ndim - 1}.")
    if labels.shape != raw.shape[:1]:
        raise UnreadableData(
            f"{Path(inputs).name} and {Path(targets).name} do not belong together: "
            f"{len(raw)} samples, but labels of the shape {labels.shape}."
        )
    pictures = (raw[:, None] if raw.ndim == 3 else raw).astype(np.float32)
    pictures *= SCALE
    return pictures, labels.astype(np.int64)


def _one(files: list[Path], words: tuple[str, ...], is_test: bool, folder: Path) -> Path | None:
    """The first file with one of these words in its name, of the part to learn from or of that to test with."""
    named = [file for file in files if any(word in file.name.lower() for word in words)]
    chosen = [file for file in named if any(word in file.name.lower() for word in TESTS) == is_test]
    return chosen[0] if chosen else None
