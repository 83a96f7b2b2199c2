"""Writes the folder of a run from a thread of its own, so that nobody who trains or shows waits for a disk."""

from collections.abc import Callable, Iterable
from threading import Condition, Thread

from nndesigner.catalog.problems import UserError
from nndesigner.runs.journal import Journal
from nndesigner.training.events import Event, Failed, Finished

INTERVAL = 0.2
"""Seconds that events wait at most before they are written: a checkpoint should not be far ahead of the curves."""


class RunWriter:
    """Writes to the journal that `begin` gives until the run is over or it is closed.

    The methods may be called from any thread.

    `problem` says why something could not be written; empty as long as everything was.
    """

    def __init__(self, begin: Callable[[], Journal]) -> None:
        self.problem = ""
        self._begin = begin
        self._waiting: list[Event] = []
        self._described: tuple[str, str, bool] | None = None
        self._is_closing = False
        self._condition = Condition()
        self._thread = Thread(target=self._work, name="write run", daemon=True)
        self._thread.start()

    def put(self, events: Iterable[Event]) -> None:
        """Have `events` written soon; returns at once."""
        with self._condition:
            self._waiting.extend(events)
            if self._is_urgent():
                self._condition.notify()

    def describe(self, name: str, note: str, pinned: bool) -> None:
        """Have the run called otherwise; returns at once."""
        with self._condition:
            self._described = name, note, pinned

    def close(self, timeout: float | None = None) -> bool:
        """Write what waits and let go of the folder; False when that takes longer than `timeout` seconds."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            journal = self._begin()
        except (OSError, UserError) as error:
            self.problem = str(error)
            return
        try:
            while not self._write(journal):
                pass
        finally:
            journal.close()

    def _write(self, journal: Journal) -> bool:
        """Write what came in within the interval; True when nothing more will come."""
        with self._condition:
            self._condition.wait_for(self._is_urgent, INTERVAL)
            waiting, self._waiting = self._waiting, []
            described, self._described = self._described, None
            is_last = self._is_closing or any(isinstance(event, Finished | Failed) for event in waiting)
        try:
            if described:
                journal.describe(*described)
            if waiting or described:
                journal.take(waiting)
        except (OSError, UserError) as error:
            self.problem = str(error)
        return is_last

    def _is_urgent(self) -> bool:
        return self._is_closing or (bool(self._waiting) and isinstance(self._waiting[-1], Finished | Failed))
