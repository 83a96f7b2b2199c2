"""Writes what a run reports into its folder while it goes."""

import errno
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.project.record import Summary
from nndesigner.runs import curves_file
from nndesigner.runs.folder import EVENTS, HISTORY, LEARNED, RunFolder
from nndesigner.runs.following import Following
from nndesigner.runs.lock import Lock
from nndesigner.training.events import Changed, Event, Failed, Finished, Paused, Started
from nndesigner.training.last_seen import LastSeen
from nndesigner.training.order import Order

SECONDS_BETWEEN_SUMMARIES = SECONDS_BETWEEN_SYNCS = 1.0
NOTABLE = (Started, Changed, Paused, Finished, Failed)
"""What the summary should say at once."""


class TakenRun(UserError):
    """Another window or program trains in this folder."""


class Journal:
    """Holds the folder of a run from `begin` or `go_on` to `close`; to be used by one thread at a time.

    What it writes is handed to the system at once, so that it outlives this program, and to the disk about once a
    second, so that it outlives the computer.
    """

    def __init__(self, folder: RunFolder, summary: Summary, lock: Lock) -> None:
        self.folder = folder
        self._following = Following(summary)
        self._lock = lock
        self._seen = LastSeen()
        self._rows = 0
        self._file = self._path.open("ab", buffering=0)
        self._is_torn = self._file.tell() > 0
        """Whether the last line may have been broken off."""
        self._synced = self._summarized = time.monotonic()

    @classmethod
    def begin(
        cls, folder: RunFolder, order: Order, summary: Summary, project: str = "", lock: Lock | None = None
    ) -> "Journal":
        """Begin a run. `lock` is that of the folder, if it is held. Raises TakenRun, CannotWrite and OSError."""
        folder.path.mkdir(parents=True, exist_ok=True)
        lock = lock or held(folder)
        try:
            folder.begin(order, summary, project)
            return cls(folder, summary, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def go_on(
        cls, folder: RunFolder, step: int, epochs: int | None = None, lock: Lock | None = None, host: str = ""
    ) -> "Journal":
        """Go on with a run from `step`; what was written of later steps counts no longer. Raises as `begin` does.

        `epochs` of it are over: an epoch ends with its validation, which comes after its last step. `host` is where it
        goes on, if that is known.
        """
        lock = lock or held(folder)
        try:
            for name in (HISTORY, LEARNED):
                (folder.path / name).unlink(missing_ok=True)
            summary = replace(folder.summary(), ending=None, failure="", step=step, test={})
            summary = replace(summary, host=host or summary.host)
            journal = cls(folder, summary, lock)
            journal._write_line({curves_file.CUT: step, curves_file.OVER: epochs})
            folder.write_summary(summary)
            return journal
        except BaseException:
            lock.release()
            raise

    @property
    def summary(self) -> Summary:
        """How far the run is."""
        return self._following.summary

    def take(self, events: Sequence[Event], now: float | None = None) -> None:
        """Write what `events` report; they happened until `now`, in seconds of a clock. Raises CannotWrite and OSError.

        When it raises, what it could not write is lost, and it may be used further.
        """
        now = time.monotonic() if now is None else now
        self._following.take_all(events, now)
        for event in events:
            self._seen.note(event)
        if plain := curves_file.piece(events, self._rows):
            self._rows += curves_file.rows_of(plain)
            self._write_line(plain)
        is_notable = any(isinstance(event, NOTABLE) for event in events)
        if is_notable or now - self._summarized > SECONDS_BETWEEN_SUMMARIES:
            self._summarized = now
            if self._following.is_over:
                self._write_end(events[-1])
            self.folder.write_summary(self.summary)

    def describe(self, name: str, note: str, pinned: bool) -> None:
        """Give the run another name, note and pin; written with the next summary."""
        self._following.summary = replace(self.summary, name=name, note=note, pinned=pinned)

    def close(self) -> None:
        """Let go of the folder; a run that is not over counts as interrupted from now on.

        One that was over before its first step is not worth keeping.
        """
        try:
            self._file.close()
        finally:
            self._lock.release()
        if self._following.is_over and not self.summary.step:
            with suppress(OSError):
                self.folder.remove()

    def _write_end(self, event: Event) -> None:
        """Keep what came of it before the summary says that it is over."""
        if isinstance(event, Finished | Failed) and event.learned is not None:
            self.folder.write_learned(event.learned)
        self.folder.write_history({**curves_file.read(self._path), **self._seen.to_plain()})

    @property
    def _path(self) -> Path:
        return self.folder.path / EVENTS

    def _write_line(self, plain: curves_file.Plain) -> None:
        content = curves_file.line(plain)
        start = b"\n" if self._is_torn else b""
        self._is_torn = True
        if self._file.write(start + content) != len(start + content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        self._is_torn = False
        now = time.monotonic()
        if now - self._synced > SECONDS_BETWEEN_SYNCS:
            self._synced = now
            os.fsync(self._file.fileno())


def held(folder: RunFolder) -> Lock:
    """The lock of a folder, held from now on. Raises TakenRun and OSError."""
    lock = Lock(folder.lock)
    if not lock.take():
        raise TakenRun(
            f"Another window or program is training in {folder.path}. Wait for it, or choose another folder."
        )
    return lock
