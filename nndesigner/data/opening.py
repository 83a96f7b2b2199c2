"""From a path to a proposal: what the data is, what to do to it first, and how to split it.

A file in `sources/` says what it can open:

    @opens(".csv", ".tsv")
    def open_table(path: Path, watch: Watch) -> Proposal: ...

    @opens_where(is_folder_of_pictures)
    def open_pictures(path: Path, watch: Watch) -> Proposal: ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.problems import UserError
from nndesigner.data.fingerprints import digest_of
from nndesigner.data.samples import UnreadableData
from nndesigner.design.options import DataOptions

Progress = Callable[[str, float], None]
"""Receives what is being done, such as "Reading", and which part of it is done, from 0 to 1."""
LARGEST_HASHED = 2**29
"""Bytes: larger files are recognized by their size alone, because hashing would mean to read them whole."""


class Cancelled(UserError):
    """Whoever asked for the proposal no longer wants it."""


@dataclass(frozen=True)
class Watch:
    """Who looks on while data is opened."""

    progress: Progress | None = None
    is_cancelled: Callable[[], bool] | None = None

    def tell(self, what: str, done: float) -> None:
        """Report progress, from 0 to 1. Raises Cancelled; call it now and then."""
        if self.is_cancelled and self.is_cancelled():
            raise Cancelled("Opening was cancelled.")
        if self.progress:
            self.progress(what, min(max(done, 0.0), 1.0))


@dataclass(frozen=True)
class Note:
    """One thing that was inferred, and why, in a sentence; a warning wants to be looked at.

    `about` names the column it speaks of, `is_of_target` marks what says which column is predicted and how, and `step`
    is the number of the step of preparation that it gives the reason for; `reason` is the text beside the step's name.
    """

    text: str
    is_warning: bool = False
    about: str = ""
    is_of_target: bool = False
    step: int | None = None
    reason: str = ""

    @classmethod
    def of_step(cls, number: int, title: str, reason: str) -> "Note":
        """Why the step of this number and title is proposed; `reason` has no capital and no period."""
        return cls(f"{title}: {reason}.", step=number, reason=f"{reason[:1].upper()}{reason[1:]}.")


class Details(Protocol):
    """What was found in the data, such as the Profile of a table."""

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON values."""


@dataclass(frozen=True)
class Proposal:
    """What to learn from, ready to be accepted or corrected. `task` is "regression", "classification" or the like."""

    data: DataOptions
    notes: tuple[Note, ...] = ()
    task: str = ""
    details: Details | None = field(default=None, repr=False)


Opener = Callable[[Path, Watch], Proposal]
Test = Callable[[Path], bool]
OPENERS: dict[str, Opener] = {}
"""What opens files whose names end like this, in small letters."""
RECOGNIZERS: list[tuple[Test, Opener]] = []
"""What opens files and folders that a test recognizes by what they hold; asked before the names are looked at."""


def opens(*suffixes: str) -> Callable[[Opener], Opener]:
    """Marks the function that opens files whose names end with one of `suffixes`: ".csv", ".csv.gz"."""

    def register(opener: Opener) -> Opener:
        OPENERS.update(dict.fromkeys(map(str.lower, suffixes), opener))
        return opener

    return register


def opens_where(test: Test) -> Callable[[Opener], Opener]:
    """Marks the function that opens what `test` says yes to: a folder of pictures, a file whose name says nothing.

    The test gets paths of all kinds, is quick, and returns False instead of raising.
    """

    def register(opener: Opener) -> Opener:
        RECOGNIZERS.append((test, opener))
        return opener

    return register


def propose(
    path: Path | str, progress: Progress | None = None, is_cancelled: Callable[[], bool] | None = None
) -> Proposal:
    """What to make of the file or folder at `path`. Raises UnreadableData, or Cancelled once `is_cancelled`."""
    path = Path(path)
    watch = Watch(progress, is_cancelled)
    try:
        path.stat()
        return _opener(path)(path, watch)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnreadableData(f"{path} cannot be read: {reason[:1].lower()}{reason[1:]}.") from error


def referred(path: Path, watch: Watch = Watch()) -> FileReference:
    """A reference to the file at `path` with size and, unless it is very large, SHA-256. Raises OSError, Cancelled."""
    size = path.stat().st_size
    if size > LARGEST_HASHED:
        return FileReference(path=str(path), size=size)
    done, digest = digest_of(path, lambda done: watch.tell("Checking", done / max(size, 1)))
    return FileReference(path=str(path), size=done, digest=digest)


def _opener(path: Path) -> Opener:
    for test, opener in RECOGNIZERS:
        if test(path):
            return opener
    name = path.name.lower()
    if path.is_file():
        endings = [name[place:] for place, sign in enumerate(name) if sign == "."]
        for ending in endings:
            if ending in OPENERS:
                return OPENERS[ending]
    known = ", ".join(sorted(OPENERS))
    if path.is_dir():
        raise UnreadableData(f"{path.name} is a folder without data of a known kind. Choose a file, or another folder.")
    raise UnreadableData(f"{path.name} is not data of a known kind. Known names end with {known}.")


# at the end: the files in there register what they open, for which they need the names above
import nndesigner.data.sources  # noqa: E402, F401
