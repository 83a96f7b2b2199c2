"""Work that goes on in a thread of its own while the window stays alive."""

import traceback
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.catalog.problems import UserError

INTERVAL = 33
"""Milliseconds between two looks for news."""

Tell = Callable[[str, float], None]
"""Says what is being done, and which part of it is done, from 0 to 1."""
Work = Callable[[Tell, Callable[[], bool]], Any]
"""Gets `tell` and `is_cancelled`; runs in the thread."""


class Job(QObject):
    """One piece of work. `done` brings its result, `failed` words to show and details for those who want them.

    After `cancel` nothing is heard of it any more; the thread ends by itself as soon as it looks.
    """

    progressed = Signal(str, float)
    done = Signal(object)
    failed = Signal(str, str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._news: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._is_cancelled = Event()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """Whether there will be news."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin."""
        thread = Thread(target=_run, args=(self._work, self._news, self._is_cancelled), name="job", daemon=True)
        self._timer.start()
        thread.start()

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
            self.progressed.emit(*progress)


def _run(work: Work, news: "SimpleQueue[tuple[str, Any]]", is_cancelled: Event) -> None:
    """The thread: it knows nothing of Qt."""
    try:
        result = work(lambda what, part: news.put(("progress", (what, part))), is_cancelled.is_set)
        news.put(("done", result))
    except UserError as problem:
        news.put(("failed", (str(problem), "")))
    except MemoryError:
        news.put(("failed", ("There is not enough memory for this. Open a smaller part of the data.", "")))
    except Exception as error:  # whatever a library raises has to be told, or the window would wait for ever
        words = f"This could not be done, for a reason that was not foreseen: {error or type(error).__name__}."
        news.put(("failed", (words, traceback.format_exc())))
