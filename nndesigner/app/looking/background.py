"""Work that the window must not wait for: done in a thread, of each kind only what was wanted last."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer

from nndesigner.catalog.problems import UserError

INTERVAL = 30
"""Milliseconds between two looks whether something is done."""
PATIENCE = 5.0
"""Seconds that the thread waits for more work before it ends."""


@dataclass(eq=False)
class Task:
    """A piece of work. It reads `is_wanted` now and then and ends when it is not, and tells in `done` how far it is."""

    name: str
    work: Callable[["Task"], Any]
    then: Callable[[Any], None]
    failed: Callable[[str], None]
    is_wanted: bool = True
    done: float = 0.0

    def go_on(self, done: float) -> bool:
        """Note which part is done, from 0 to 1, and say whether the rest is still wanted."""
        self.done = done
        return self.is_wanted


class Background(QObject):
    """Does one task after another. What they give, or why they failed, arrives in the window's thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Task] = {}
        self._wanted: dict[str, Task] = {}
        self._results: deque[tuple[Task, Any, str]] = deque()
        self._condition = Condition()
        self._works = False
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.collect)

    def ask(
        self, name: str, work: Callable[[Task], Any], then: Callable[[Any], None], failed: Callable[[str], None]
    ) -> Task:
        """Have `work` done; what was asked for under the same `name` before is no longer wanted."""
        self.drop(name)
        task = Task(name, work, then, failed)
        with self._condition:
            self._wanted[name] = self._waiting[name] = task
            self._condition.notify_all()
            if not self._works:
                self._works = True
                Thread(target=self._go_on, name="looking", daemon=True).start()
        self._timer.start()
        return task

    def drop(self, name: str) -> None:
        """Forget what was asked for under this name."""
        with self._condition:
            self._waiting.pop(name, None)
            old = self._wanted.pop(name, None)
        if old:
            old.is_wanted = False

    def task(self, name: str) -> Task | None:
        """What is under way under this name."""
        return self._wanted.get(name)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is wanted any more."""
        return not self._wanted

    def collect(self) -> None:
        """Hand out what is done."""
        while self._results:
            task, result, problem = self._results.popleft()
            if not task.is_wanted:
                continue
            self._wanted.pop(task.name, None)
            if problem:
                task.failed(problem)
            else:
                task.then(result)
        if not self._wanted:
            self._timer.stop()

    def _go_on(self) -> None:
        while task := self._next():
            try:
                self._results.append((task, task.work(task), ""))
            except UserError as error:
                self._results.append((task, None, str(error)))
            except Exception as error:  # whatever it is, the panel says so and lives on
                self._results.append((task, None, f"This did not work: {error or type(error).__name__}."))

    def _next(self) -> Task | None:
        with self._condition:
            if self._condition.wait_for(lambda: bool(self._waiting), PATIENCE):
                return self._waiting.pop(next(iter(self._waiting)))
            self._works = False
            return None
