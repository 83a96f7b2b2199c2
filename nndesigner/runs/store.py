"""All runs of this computer's user: one folder each, listed, cleared away, and found again after a crash."""

import os
import shutil
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.project.record import IDENTITY, Ending, Summary, new_identity
from nndesigner.runs.folder import BrokenRun, RunFolder

HOME = "NNDESIGNER_HOME"
"""The environment variable that says where the application keeps what it writes by itself."""
TRASH = "trash"
MOST_RUNS = 300
MOST_BYTES = 10 * 2**30
SECONDS_IN_TRASH = 7 * 24 * 3600.0


def usual_place() -> Path:
    """The folder of the application's data that runs are kept in."""
    if chosen := os.environ.get(HOME):
        return Path(chosen) / "runs"
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    return base / "nndesigner" / "runs"


@dataclass(frozen=True)
class Store:
    """Runs in the folder `path`, which need not exist. Several windows may use it at once."""

    path: Path

    def new(self) -> RunFolder:
        """The folder for another run, which nobody else has; it is not made yet."""
        return RunFolder(self.path / new_identity())

    def folder(self, identity: str) -> RunFolder:
        """The folder of the run that is known by `identity`, whether or not there is one. Raises BrokenRun."""
        if not IDENTITY.fullmatch(identity) or identity == TRASH:
            raise BrokenRun(f"No run can be called {identity[:60]!r}.")
        return RunFolder(self.path / identity)

    def summaries(self) -> list[Summary]:
        """What is known of every run, the newest first; folders that cannot be read are passed over."""
        found = []
        for folder in self._folders():
            with suppress(UserError):
                found.append(replace(folder.summary(), identity=folder.path.name))
        return sorted(found, key=lambda each: (each.began or 0.0, each.identity), reverse=True)

    def interrupted(self) -> list[Summary]:
        """The runs that a crash left and that nobody has looked after since, the newest first."""
        found = [each for each in self.summaries() if each.ending is Ending.INTERRUPTED]
        return [each for each in found if self.folder(each.identity).is_left]

    def of_project(self, file: Path) -> list[str]:
        """The identities of the runs that belong to the project in `file`."""
        found = []
        for folder in self._folders():
            with suppress(UserError):
                found += [folder.path.name] if folder.project() == str(file) else []
        return found

    def delete(self, identity: str) -> None:
        """Put a run away for some days, until `empty_trash`. Raises OSError when it is in use."""
        folder = self.folder(identity)
        if folder.path.is_dir():
            (self.path / TRASH).mkdir(exist_ok=True)
            target = self._trashed(identity)
            folder.path.rename(target)
            os.utime(target)

    def restore(self, identity: str) -> None:
        """Bring back what was put away; nothing happens when it is there, or gone. Raises OSError."""
        target = self.folder(identity).path
        if self._trashed(identity).is_dir() and not target.exists():
            self._trashed(identity).rename(target)

    def empty_trash(self, older_than: float = SECONDS_IN_TRASH) -> None:
        """Remove for good what was put away more than `older_than` seconds ago."""
        for path in _inside(self.path / TRASH):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > older_than:
                    shutil.rmtree(path, ignore_errors=True)

    def tidy(self, most: int = MOST_RUNS, most_bytes: int = MOST_BYTES, kept: Iterable[str] = ()) -> list[Summary]:
        """Remove the oldest runs until at most `most` are left, in `most_bytes`, and say which were removed.

        Those that are pinned, under way, interrupted or named in `kept` stay and do not count.
        """
        spared = set(kept)
        may_go = [
            each
            for each in self.summaries()
            if not each.pinned and each.ending not in (None, Ending.INTERRUPTED) and each.identity not in spared
        ]
        removed, size = [], 0
        for number, summary in enumerate(may_go):
            folder = self.folder(summary.identity)
            size += _bytes_in(folder.path)
            if number >= most or size > most_bytes:
                shutil.rmtree(folder.path, ignore_errors=True)
                removed.append(summary)
        return removed

    def _trashed(self, identity: str) -> Path:
        return self.path / TRASH / identity

    def _folders(self) -> list[RunFolder]:
        found = [RunFolder(path) for path in _inside(self.path) if IDENTITY.fullmatch(path.name) and path.name != TRASH]
        return [folder for folder in found if folder.exists]


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _bytes_in(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            size += path.stat().st_size
    return size
