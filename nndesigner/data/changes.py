"""Whether the files of a source are where and what they were when it was opened; if not, why, in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.data.fingerprints import COUNTED, Pulse, digest_of, folder_as_it_is

LARGEST_COMPARED = 2**26
"""Bytes: larger files are compared by their size alone, so that a project opens at once."""
FOLDER = "folder"
"""The parameter of a source that names a folder."""


@dataclass(frozen=True)
class DataProblem:
    """A file or folder that the data is read from and that cannot be found as it was.

    `what` is the parameter of the source that names it, `reason` a sentence; `is_there` distinguishes one that has
    changed from one that is missing.
    """

    what: str
    path: str
    reason: str
    is_there: bool = False


def files_of(source: Source) -> Iterator[tuple[str, FileReference]]:
    """The parameters of a source that name files, with what they say; those that name none are left out."""
    for name in type(source).model_fields:
        value = getattr(source, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, FileReference) and each.path:
                yield name, each


def missing(source: Source) -> list[DataProblem]:
    """The files that are not there or may not be read, without a look at what is in them."""
    found = (_missing(name, reference) for name, reference in files_of(source))
    return [problem for problem in found if problem]


def changes(source: Source, thoroughly: bool = False, pulse: Pulse = lambda: None) -> list[DataProblem]:
    """The files that are missing or changed. Those over 64 MiB are compared by their size, unless `thoroughly`."""
    problems = []
    for name, reference in files_of(source):
        problem = _missing(name, reference)
        if problem is None and (reason := _change(source, name, reference, thoroughly, pulse)):
            problem = DataProblem(name, reference.path, reason, is_there=True)
        if problem:
            problems.append(problem)
    return problems


def spoken(path: Path) -> str:
    """The name of a file or folder as it can stand in a sentence."""
    return _on_one_line(path.name or str(path))


def _missing(what: str, reference: FileReference) -> DataProblem | None:
    path, is_there = Path(reference.path), False
    kind = "folder" if what == FOLDER else "file"
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode) if kind == "folder" else S_ISREG(mode):
            return None
        is_there = True
        now = "a folder" if S_ISDIR(mode) else "a file" if S_ISREG(mode) else "a device"
        reason = f"The {kind} {spoken(path)} is {now} now."
    except (FileNotFoundError, NotADirectoryError):
        reason = f"The {kind} {spoken(path)} is missing in {_on_one_line(str(path.parent))}."
    except (OSError, ValueError) as error:
        reason = _unreadable(kind, path, error)
    return DataProblem(what, reference.path, reason, is_there)


def _change(source: Source, what: str, reference: FileReference, thoroughly: bool, pulse: Pulse) -> str:
    path = Path(reference.path)
    try:
        if what == FOLDER:
            return _folder_change(reference, folder_as_it_is(path, COUNTED.get(source.kind, ("",)), pulse))
        return _file_change(path, reference, thoroughly, pulse)
    except OSError as error:
        return _unreadable("folder" if what == FOLDER else "file", path, error)


def _file_change(path: Path, was: FileReference, thoroughly: bool, pulse: Pulse) -> str:
    size = path.stat().st_size
    if was.size and size != was.size:
        return f"The file {spoken(path)} has {_counted(size, 'byte')}, but had {grouped(was.size)} when it was opened."
    if was.digest and (thoroughly or size <= LARGEST_COMPARED) and digest_of(path, lambda _: pulse())[1] != was.digest:
        return f"The file {spoken(path)} has other contents than when it was opened."
    return ""


def _folder_change(was: FileReference, now: FileReference) -> str:
    if not was.digest or now.digest == was.digest:
        return ""
    name = f"The folder {spoken(Path(was.path))}"
    if was.files and now.files != was.files:
        difference = _counted(abs(now.files - was.files), "file")
        return f"{name} holds {difference} {'more' if now.files > was.files else 'fewer'} than when it was opened."
    if was.files and now.size == was.size:
        return f"{name} holds files of other names than when it was opened."
    if was.files:
        return f"{name} holds files of other sizes than when it was opened."
    return f"{name} does not hold the same files as when it was opened."


def _counted(number: int, thing: str) -> str:
    return f"{grouped(number)} {thing}{'' if number == 1 else 's'}"


def _on_one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else "⏎" if sign == "\n" else "\ufffd" for sign in text)


def _unreadable(kind: str, path: Path, error: Exception) -> str:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return f"The {kind} {spoken(path)} cannot be read: {reason[:1].lower()}{reason[1:]}."
