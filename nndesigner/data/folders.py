"""Folders with a folder for each class in them: which files belong to which class, and to the test part."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nndesigner.catalog.files import FileReference
from nndesigner.data.fingerprints import COUNTED, folder_as_it_is, is_hidden
from nndesigner.data.samples import UnreadableData

TRAINING, TEST = ("train", "training"), ("test", "testing")
VALIDATION = ("val", "valid", "validation")
MOST_LOOKED_AT = 2000
"""Entries that are looked at to recognize a folder; the answer has to be quick."""


@dataclass(frozen=True)
class Found:
    """Files of a part with the names of their classes, in the order of both."""

    paths: tuple[Path, ...]
    classes: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """The different classes, sorted."""
        return tuple(sorted(set(self.classes)))


@dataclass(frozen=True)
class Parts:
    """What a folder holds to learn from and to test with; `root` is the part that holds the classes to learn."""

    taught: Found
    tested: Found
    root: Path


def parts_of(folder: Path, suffixes: Sequence[str]) -> Parts:
    """The files whose names end with `suffixes`, by class. Raises UnreadableData when the folder cannot be read.

    Folders called train and test in it are its parts; without test, validation is taken to test with.
    """
    named = {each.name.lower(): each for each in subfolders(folder)}
    training = next((named[name] for name in TRAINING if name in named), None)
    if training is None:
        return Parts(_found(folder, suffixes), Found((), ()), folder)
    validation = next((named[name] for name in VALIDATION if name in named), None)
    test = next((named[name] for name in TEST if name in named), None)
    taught = _found(training, suffixes)
    if test and validation:
        more = _found(validation, suffixes)
        taught = Found(taught.paths + more.paths, taught.classes + more.classes)
    tested = test or validation
    return Parts(taught, _found(tested, suffixes) if tested else Found((), ()), training)


def holds(folder: Path, suffixes: Sequence[str]) -> bool:
    """Whether the folder, or one in it, seems to hold such files; only its beginning is looked at."""
    if not folder.is_dir():
        return False
    try:
        return any(path.suffix.lower() in suffixes for path in islice(_walked(folder), MOST_LOOKED_AT))
    except (OSError, UnreadableData):
        return False


def referred_folder(folder: Path, paths: Sequence[Path]) -> FileReference:
    """A reference to a folder by the names and sizes of all its files of the same sort as `paths`. Raises OSError."""
    endings = {path.suffix.lower() for path in paths}
    suffixes = next((sort for sort in COUNTED.values() if endings <= set(sort)), tuple(endings))
    return folder_as_it_is(folder, suffixes)


def files_in(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """All files below the folder whose names end with `suffixes`, sorted. Raises UnreadableData."""
    return sorted(path for path in _walked(folder) if path.suffix.lower() in suffixes)


def class_numbers(found: Found, classes: Sequence[str], folder: Path) -> list[int]:
    """The number of the class of each file. Raises UnreadableData for a class that is not among `classes`."""
    numbers = {name: number for number, name in enumerate(classes)}
    unknown = sorted(set(found.classes) - set(numbers))
    if unknown:
        raise UnreadableData(
            f"{folder.name} holds the class {unknown[0]}, which was not there when it was opened. Open it again."
        )
    return [numbers[name] for name in found.classes]


def _found(folder: Path, suffixes: Sequence[str]) -> Found:
    pairs = [(path, each.name) for each in subfolders(folder) for path in files_in(each, suffixes)]
    return Found(tuple(path for path, _ in pairs), tuple(name for _, name in pairs))


def subfolders(folder: Path) -> list[Path]:
    """The folders in the folder that are not hidden, sorted. Raises UnreadableData."""
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir() and not is_hidden(each.name))
    except OSError as error:
        raise UnreadableData(f"The folder {folder} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def _walked(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        name = error.filename or folder
        raise UnreadableData(f"The folder {name} cannot be read: {(error.strerror or str(error)).lower()}.")

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        yield from (Path(place, name) for name in sorted(files) if not is_hidden(name))
