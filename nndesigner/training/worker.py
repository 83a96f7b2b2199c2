"""Trains in a thread of its own and can be paused, stepped and stopped; depends on neither torch nor a window."""

import traceback
from collections import deque
from collections.abc import Callable, Generator
from threading import Condition, Thread
from typing import Literal, Protocol

from nndesigner.catalog.problems import UserError
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Change
from nndesigner.training.events import (
    Changed,
    Event,
    Failed,
    Finished,
    Paused,
    Refused,
    Resumed,
    Started,
    StepDone,
)
from nndesigner.training.mailbox import Mailbox

State = Literal["idle", "preparing", "running", "paused", "finished", "stopped", "failed"]
Wish = Literal["run", "pause", "stop"]


class Trainable(Protocol):
    """What a worker goes through: nndesigner.training.run.Run."""

    watches_closely: bool
    wanted: frozenset[str]
    learned: Learned | None

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens."""

    @property
    def can_change(self) -> bool:
        """Whether `change` can be called between these events."""

    def change(self, change: Change) -> Changed | Refused:
        """Act on a change from the next step on."""

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """How far it came."""


class Worker:
    """One training in one thread, from `prepare`, which is called in that thread, to its last event.

    The methods return at once and may be called from any thread, except `join`, which waits.
    """

    def __init__(self, prepare: Callable[[], Trainable]) -> None:
        self._prepare = prepare
        self._mailbox = Mailbox()
        self._condition = Condition()
        self._thread: Thread | None = None
        self._state: State = "idle"
        self._wish: Wish = "run"
        self._steps_wanted = 0
        self._quantities: frozenset[str] = frozenset()
        self._step = 0
        self._has_started = False
        self._ends_epoch = False
        self._changes: deque[Change] = deque()

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._state in ("finished", "stopped", "failed")

    def start(self) -> None:
        """Prepare and train until the end."""
        self._set("run")
        self._begin()

    def pause(self) -> None:
        """Wait after the step that is being done."""
        self._set("pause")

    def resume(self) -> None:
        """Go on after a pause."""
        self._set("run")

    def step(self) -> None:
        """Do exactly one step, then wait; without a start before, prepare first."""
        self._set("pause", steps=1)
        self._begin()

    def stop(self) -> None:
        """End after the step that is being done, with Finished("stopped")."""
        self._set("stop")
        with self._condition:
            if self._thread is None:
                self._state = "stopped"

    def want(self, quantities: frozenset[str]) -> None:
        """Have these read from the next step on, beside what is always read, and no others."""
        self._quantities = quantities

    def change(self, change: Change) -> None:
        """Make it before the next step; answered with Changed or Refused, also during a pause."""
        with self._condition:
            self._changes.append(change)
            self._condition.notify_all()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the thread to end, at most `timeout` seconds. Whether it has ended."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def collect(self) -> list[Event]:
        """The events since the last time."""
        return self._mailbox.empty()

    def _set(self, wish: Wish, steps: int = 0) -> None:
        with self._condition:
            if self._wish != "stop":
                self._wish = wish
                self._steps_wanted = self._steps_wanted + steps if wish == "pause" else 0
            self._condition.notify_all()

    def _begin(self) -> None:
        with self._condition:
            if self._thread is None and self._state == "idle":
                self._state = "preparing"
                self._thread = Thread(target=self._work, name="training", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        run: Trainable | None = None
        try:
            run = self._prepare()
            self._go_through(run)
        except UserError as error:
            self._fail(str(error), run)
        except BaseException as error:  # whatever it is, the window gets a report and lives on
            self._fail(f"Training stopped because of an unexpected problem: {error or type(error).__name__}", run)

    def _fail(self, message: str, run: Trainable | None) -> None:
        self._end("failed", Failed(message, traceback.format_exc(), run.learned if run else None))

    def _go_through(self, run: Trainable) -> None:
        events = run.events()
        while self._may_go_on(run):
            event = next(events)
            if isinstance(event, Finished):
                self._end("finished", event)
                return
            self._mailbox.put(event)
            self._note(event)
        events.close()
        self._end("stopped", run.finish("stopped"))

    def _note(self, event: Event) -> None:
        """Keep what is needed to know when to wait."""
        self._ends_epoch = False
        if isinstance(event, StepDone):
            self._step = event.step
            self._ends_epoch = event.ends_epoch
            if self._steps_wanted:
                with self._condition:
                    self._steps_wanted = max(self._steps_wanted - 1, 0)
        elif isinstance(event, Started):
            self._has_started = True
            self._state = "running"

    def _may_go_on(self, run: Trainable) -> bool:
        """Wait while the run is paused; False when the training is to stop."""
        self._make_changes(run)
        if self._must_wait():
            self._wait(run)
        run.watches_closely = self._wish == "pause"
        run.wanted = self._quantities
        return self._wish != "stop"

    def _must_wait(self) -> bool:
        """A pause begins when everything is prepared, and not between the last step of an epoch and what it gives."""
        return self._wish == "pause" and self._has_started and not (self._steps_wanted or self._ends_epoch)

    def _make_changes(self, run: Trainable) -> None:
        while self._changes and run.can_change:
            self._mailbox.put(run.change(self._changes.popleft()))

    def _wait(self, run: Trainable) -> None:
        self._mailbox.put(Paused(self._step))
        self._state = "paused"
        while self._must_wait():
            with self._condition:
                self._condition.wait_for(lambda: not self._must_wait() or (self._changes and run.can_change))
            self._make_changes(run)
        if self._wish == "run":
            self._mailbox.put(Resumed(self._step))
        if self._wish != "stop":
            self._state = "running"

    def _end(self, state: State, event: Event) -> None:
        self._mailbox.put(event)
        self._state = state
