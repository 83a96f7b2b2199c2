"""The files that a project's data is read from: written relative to the project, found again, or said to be gone."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from nndesigner.catalog.files import FileReference
from nndesigner.design.model import Design

LARGEST_COMPARED = 2**26
"""Bytes: larger files are compared by their size alone, so that a project opens at once."""
CHUNK = 2**20


@dataclass(frozen=True)
class DataProblem:
    """A file that the data is read from and that cannot be found as it was.

    `what` is the parameter of the source that names it, `reason` a sentence.
    """

    what: str
    path: str
    reason: str


def references(design: Design) -> Iterator[tuple[str, FileReference]]:
    """The parameters of the source that name files, with what they say; those that name none are left out."""
    source = design.data.source
    for name in type(source).model_fields:
        value = getattr(source, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, FileReference) and each.path:
                yield name, each


def problems_of_data(design: Design, thoroughly: bool = False) -> list[DataProblem]:
    """The files that are missing or changed, for the window to say and to help to locate.

    Files over 64 MiB are compared by their size, unless `thoroughly`.
    """
    found = ((name, reference, _reason(reference, thoroughly)) for name, reference in references(design))
    return [DataProblem(name, reference.path, reason) for name, reference, reason in found if reason]


def located(design: Design, old: str, new: str) -> Design:
    """An edit: what is read from the path `old` is read from `new` from now on.

    Size and digest stay, so that `problems_of_data` tells when it is not the same file.
    """
    return with_paths(design, lambda path: new if path == old else path)


def with_paths(design: Design, change: Callable[[str], str]) -> Design:
    """The design with every path that its data is read from changed."""
    source, changes = design.data.source, dict[str, Any]()
    for name in dict.fromkeys(name for name, _ in references(design)):
        value = getattr(source, name)
        changes[name] = (
            tuple(_moved(each, change) for each in value) if isinstance(value, tuple) else _moved(value, change)
        )
    if all(getattr(source, name) == value for name, value in changes.items()):
        return design
    return design.changed(data=replace(design.data, source=source.model_copy(update=changes)))


def relative_to(folder: Path) -> Callable[[str], str]:
    """Paths in `folder` or below it as seen from there, with slashes; others as they are."""
    beside = folder.absolute()

    def change(path: str) -> str:
        try:
            return Path(path).relative_to(beside).as_posix()
        except ValueError:
            return path

    return change


def absolute_from(folder: Path) -> Callable[[str], str]:
    """What `relative_to` made of paths as they are on this computer."""
    beside = folder.absolute()

    def change(path: str) -> str:
        is_absolute = PurePath(path).is_absolute() or PureWindowsPath(path).is_absolute()
        return path if is_absolute or not path else str(beside / path)

    return change


def _moved(value: Any, change: Callable[[str], str]) -> Any:
    return value.moved(change(value.path)) if isinstance(value, FileReference) else value


def _reason(reference: FileReference, thoroughly: bool) -> str:
    """Why the file is not what it was; empty when it is, as far as can be said."""
    path = Path(reference.path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            return ""  # folders are looked at when they are read
        if reference.size and size != reference.size:
            return f"{path.name} has {size} bytes, but had {reference.size} when it was opened."
        if reference.digest and (thoroughly or size <= LARGEST_COMPARED) and _digest(path) != reference.digest:
            return f"{path.name} has other contents than when it was opened."
    except (FileNotFoundError, NotADirectoryError):
        return f"{path.name} is missing in {path.parent}."
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return f"{path.name} cannot be read: {reason[:1].lower()}{reason[1:]}."
    return ""


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
