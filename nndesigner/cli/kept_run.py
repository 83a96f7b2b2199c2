"""The run that `train` keeps in the folder of --out while it goes, so that it can be resumed however it ends."""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import grouped
from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.project.record import LONGEST_NAME, Ending, Summary, new_identity
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.journal import Journal, held
from nndesigner.runs.lock import Lock
from nndesigner.training.events import CheckpointDue, Event, Failed, Finished, Started
from nndesigner.training.history import History
from nndesigner.training.keeping import BESIDE, NothingToResume, latest
from nndesigner.training.last_seen import LastSeen
from nndesigner.training.order import Order

MOST_WAITING = 500
SECONDS = 0.5
"""Events wait no longer than this, and no more of them, until they are written."""


class FinishedAlready(UserError):
    """A run is to be resumed that came to its end."""


class UnfinishedRun(UserError):
    """A run is to begin where one is kept that could go on."""


def past_of(path: Path, files: Sequence[str], report: Callable[[str], object]) -> History:
    """What the run in the folder `path` reported; what is wrong with its last checkpoints is reported.

    Raises FinishedAlready when it came to its end and left all of its `files`, and NothingToResume.
    """
    folder = RunFolder(path)
    if not folder.exists:
        raise NothingToResume(f"There is no run in {path} to resume. Begin one without --resume.")
    summary = folder.summary()
    if summary.ending is Ending.FINISHED and all((path / name).exists() for name in files):
        done = f"{summary.epoch} of {summary.epochs} epochs"
        raise FinishedAlready(f"The run in {path} is finished already, after {done}. Train anew without --resume.")
    found, problems = latest(folder.checkpoints)
    for problem in problems:
        report(f"{problem} The one before is taken.")
    history = folder.history()
    LastSeen(found.state.get(BESIDE)).put_into(history)
    return history


def require_no_unfinished(path: Path) -> None:
    """Raise UnfinishedRun when a run is kept in the folder `path` that could go on."""
    folder = RunFolder(path)
    if not folder.exists or not folder.can_resume or folder.is_under_way:
        return
    summary = folder.summary()
    if summary.ending is not Ending.FINISHED:
        raise UnfinishedRun(
            f"{path} holds a run that is not finished, at step {grouped(summary.step)}. Add --resume to go on with it, "
            f"--fresh to begin anew in its place, or give another folder."
        )


class KeptRun:
    """Writes what a run reports into its folder, from `begin` or `go_on` to `close`.

    The folder is held from the beginning, but changed only when the run has started: before, it may be refused. What
    cannot be written later is said once and costs the training nothing.
    """

    def __init__(self, folder: RunFolder, history: History, open_journal: Callable[[Started, Lock], Journal]) -> None:
        self.history = history
        self._folder = folder
        self._lock = held(folder)
        self._open = open_journal
        self._journal: Journal | None = None
        self._waiting: list[Event] = []
        self._written = time.monotonic()
        self._has_complained = False

    @classmethod
    def begin(cls, path: Path, order: Order, name: str, host: str) -> "KeptRun":
        """Begin to keep a run of `order` in `host`. Raises TakenRun and OSError."""
        folder, seed = RunFolder(path), order.design.training.seed
        summary = Summary(new_identity(), name[:LONGEST_NAME], began=time.time(), seconds=0.0, seed=seed, host=host)
        return cls(folder, History(), lambda _, lock: Journal.begin(folder, order, summary, lock=lock))

    @classmethod
    def go_on(cls, path: Path, past: History, host: str) -> "KeptRun":
        """Go on with keeping a run that is resumed in `host`, which reported `past`. Raises TakenRun and OSError."""
        folder = RunFolder(path)
        return cls(folder, past, lambda event, lock: Journal.go_on(folder, event.step, event.epochs_done, lock, host))

    def take(self, event: Event) -> None:
        """Keep what an event reports. That the run is over is not written down before `close`.

        Raises UserError and OSError when the run has started and nothing can be written at all.
        """
        if isinstance(event, Started) and self._journal is None:
            self._journal = self._open(event, self._lock)
        self.history.add(event)
        self._waiting.append(event)
        is_due = len(self._waiting) >= MOST_WAITING or time.monotonic() - self._written > SECONDS
        if isinstance(event, CheckpointDue) or (is_due and not isinstance(event, Finished | Failed)):
            self._write()

    def close(self) -> None:
        """Write down what is not written yet, and let go of the folder."""
        self._write()
        if self._journal:
            self._journal.close()
            return
        if not self._folder.exists:
            with suppress(OSError):
                self._folder.lock.unlink(missing_ok=True)
        self._lock.release()

    def _write(self) -> None:
        if self._journal is None:
            return
        events, self._waiting, self._written = self._waiting, [], time.monotonic()
        try:
            if events:
                self._journal.take(events)
        except (OSError, UserError) as error:
            self._complain(f"The curves are not kept. {error}")

    def _complain(self, sentence: str) -> None:
        if not self._has_complained:
            say(printable(sentence), sys.stderr)
        self._has_complained = True
