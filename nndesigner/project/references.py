"""The files that a project's data is read from: written relative to the project, found again, or said to be gone."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from nndesigner.catalog.files import FileReference
from nndesigner.data.changes import DataProblem, changes, files_of
from nndesigner.data.fingerprints import Pulse
from nndesigner.design.model import Design


def references(design: Design) -> Iterator[tuple[str, FileReference]]:
    """The parameters of the source that name files, with what they say; those that name none are left out."""
    return files_of(design.data.source)


def problems_of_data(design: Design, thoroughly: bool = False, pulse: Pulse = lambda: None) -> list[DataProblem]:
    """The files and folders that are missing or changed, for the window to say and to help to locate.

    Files over 64 MiB are compared by their size, unless `thoroughly`. It takes a moment: `pulse` is called now and
    then, and what it raises ends the look.
    """
    return changes(design.data.source, thoroughly, pulse)


def moved_along(design: Design, old: str, new: str) -> dict[str, str]:
    """Where each file is once `old` was found at `new`: others that are missing may lie beside it there, or in it.

    Sizes and digests stay with `with_paths`, so that `problems_of_data` reports when these are not the same files.
    """
    moves = {old: new}
    for path in dict.fromkeys(reference.path for _, reference in references(design)):
        for start, now in ((Path(old), Path(new)), (Path(old).parent, Path(new).parent)):
            if path not in moves and Path(path).is_relative_to(start) and not os.path.exists(path):
                place = now / Path(path).relative_to(start)
                moves |= {path: str(place)} if os.path.exists(place) else {}
    return moves


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
