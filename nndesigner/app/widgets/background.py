"""Work that the window must not wait for: it runs in a thread, reports progress, and can be cancelled."""

import traceback
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Condition, Event, Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.catalog.problems import UserError

INTERVAL = 30
"""Milliseconds between two checks for news."""
PATIENCE = 5.0
"""Seconds that the thread of a background waits for more work before it ends."""

Tell = Callable[[str, float], None]
"""Reports what is being done, and which part of it is done, from 0 to 1."""
IsCancelled = Callable[[], bool]
Work = Callable[[Tell, IsCancelled], Any]
"""Runs in a thread and uses nothing of Qt."""
_News = SimpleQueue[tuple[str, Any]]


class Job(QObject):
    """One piece of work. `done` brings its result, `failed` words to show, and details to unfold.

    After `cancel` nothing is reported any more; the thread is free as soon as the work checks whether it was cancelled.
    """

    progressed = Signal(str, float)
    done = Signal(object)
    failed = Signal(str, str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.part = 0.0
        """Which part of it was done at the last report."""
        self._work = work
        self._news: _News = SimpleQueue()
        self._is_cancelled = Event()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether there will be news."""
        return self._timer.isActive()

    def start(self, line: "Line | None" = None) -> None:
        """Begin in a thread of its own, or in that of `line` once what is there before is done."""
        work, news, is_cancelled = self._work, self._news, self._is_cancelled  # the thread must not keep a QObject
        self._timer.start()
        if line:
            line.add(lambda: _perform(work, news, is_cancelled))
        else:
            Thread(target=_perform, args=(work, news, is_cancelled), name="job", daemon=True).start()

    def cancel(self) -> None:
        """Do without the result."""
        self._is_cancelled.set()
        self._timer.stop()

    def _look(self) -> None:
        progress = None
        while True:
            try:
                what, news = self._news.get_nowait()
            except Empty:
                break
            if what == "progress":
                progress = news
                continue
            self._timer.stop()
            if what == "done":
                self.done.emit(news)
            else:
                self.failed.emit(*news)
            return
        if progress:
            self.part = progress[1]
            self.progressed.emit(*progress)


class Line:
    """A thread that does one thing after another; it ends when there is nothing to do for a while."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._condition = Condition()
        self._works = False

    def add(self, work: Callable[[], None]) -> None:
        """Have `work` done after all that was added before."""
        with self._condition:
            self._waiting.append(work)
            self._condition.notify_all()
            if not self._works:
                self._works = True
                Thread(target=self._go_on, name="background", daemon=True).start()

    def _go_on(self) -> None:
        while work := self._next():
            work()
            del work  # or what it holds would live on while the thread waits

    def _next(self) -> Callable[[], None] | None:
        with self._condition:
            if self._condition.wait_for(lambda: bool(self._waiting), PATIENCE):
                return self._waiting.popleft()
            self._works = False
            return None


class Background(QObject):
    """Does one job after another; of each name only the last one asked for counts."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._line = Line()
        self._wanted: dict[str, Job] = {}

    def ask(self, name: str, work: Work, then: Callable[[Any], None], failed: Callable[[str], None]) -> Job:
        """Have `work` done and hand the result to `then`, or to `failed` why there is none."""
        self.drop(name)
        job = self._wanted[name] = Job(work, self)

        def leave() -> None:
            if self._wanted.get(name) is job:
                del self._wanted[name]
            job.deleteLater()

        def take(result: object) -> None:
            leave()
            then(result)

        def give_up(words: str, _: str) -> None:
            leave()
            failed(words)

        job.done.connect(take)
        job.failed.connect(give_up)
        job.start(self._line)
        return job

    def drop(self, name: str) -> None:
        """Forget what was asked for under this name."""
        old = self._wanted.pop(name, None)
        if old:
            old.cancel()
            old.deleteLater()

    @property
    def is_idle(self) -> bool:
        """Whether no result is awaited."""
        return not self._wanted


def _perform(work: Work, news: _News, is_cancelled: Event) -> None:
    if is_cancelled.is_set():
        return
    try:
        result = work(lambda what, part: news.put(("progress", (what, part))), is_cancelled.is_set)
        news.put(("done", result))
    except UserError as problem:
        news.put(("failed", (str(problem), "")))
    except MemoryError:
        news.put(("failed", ("There is not enough memory for this. Open a smaller part of the data.", "")))
    except Exception as error:  # whatever a library raises is reported, or the window would wait for ever
        words = f"This could not be done because of an unexpected error: {error or type(error).__name__}."
        news.put(("failed", (words, traceback.format_exc())))
