"""Trains in a thread of its own and can be paused, stepped and stopped; depends on neither torch nor a window."""

import traceback
from collections import deque
from collections.abc import Callable, Generator
from enum import Enum
from threading import Condition, Thread
from typing import Any, Literal, Protocol

from nndesigner.catalog.problems import UserError
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Abandon, Change, Command, Pause, Resume, Step, Stop, Watch, Written
from nndesigner.training.events import (
    Changed,
    CheckpointDue,
    Event,
    Failed,
    Finished,
    NotKept,
    Paused,
    Refused,
    Resumed,
    RunState,
    Started,
    StepDone,
)
from nndesigner.training.hosts.host import DeviceFault, Keeping
from nndesigner.training.mailbox import Mailbox
from nndesigner.training.order import Order


class Wish(Enum):
    """What the training is to do next."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


class Keeper(Protocol):
    """What keeps checkpoints of a run: nndesigner.training.keeping.Keeper."""

    may_write: Callable[[], bool]

    @property
    def problem(self) -> str:
        """Why the last one could not be written; empty when it was."""

    def note(self, event: Event, run: Any) -> None:
        """Keep one if `event`, after which `run` is, makes it time."""

    def keep(self, run: Any) -> None:
        """Keep one now."""

    def close(self) -> None:
        """Wait until all are written."""


class Trainable(Protocol):
    """What a host goes through: nndesigner.training.run.Run."""

    watches_closely: bool
    wanted: frozenset[str]

    @property
    def keeper(self) -> Keeper | None:
        """Keeps checkpoints of it, if that is wanted."""

    @property
    def learned(self) -> Learned | None:
        """What was learned up to the last good epoch."""

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens."""

    @property
    def can_change(self) -> bool:
        """Whether `change` can be called between these events."""

    def change(self, change: Change) -> Changed | Refused:
        """Act on a change from the next step on."""

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """How far it came."""


Prepare = Callable[..., Trainable]
"""Gets the training of an order ready, with a Keeping as the second argument if its checkpoints are to be kept:
nndesigner.training.kept.prepare_kept."""


class ThreadHost:
    """One training in one thread, from `prepare`, which is called in that thread, to its last event.

    The methods return at once and may be called from any thread, except `join`, which waits.
    """

    name = "thread"

    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare
        self._mailbox = Mailbox()
        self._condition = Condition()
        self._thread: Thread | None = None
        self._state = RunState.IDLE
        self._wish: Wish = Wish.RUN
        self._steps_wanted = 0
        self._quantities: frozenset[str] = frozenset()
        self._step = 0
        self._has_started = False
        self._ends_epoch = False
        self._changes: deque[Change] = deque()
        self._announced = self._written = 0
        self._is_abandoned = False
        self._has_complained = False

    @property
    def state(self) -> RunState:
        """What it is doing."""
        return self._state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._state.is_over

    def start(self, order: Order, keeping: Keeping | None = None) -> None:
        """Prepare and train until the end, unless a command that was sent before says otherwise."""
        with self._condition:
            if self._thread is None and self._state is RunState.IDLE:
                self._state = RunState.PREPARING
                self._thread = Thread(target=self._work, args=(order, keeping), name="training", daemon=True)
                self._thread.start()

    def send(self, command: Command) -> None:
        """Do as `command` says, after the step that is being done; Stop ends it with Finished("stopped")."""
        match command:
            case Pause():
                self._set(Wish.PAUSE)
            case Resume():
                self._set(Wish.RUN)
            case Step():
                self._set(Wish.PAUSE, steps=1)
            case Stop():
                self._set(Wish.STOP)
            case Abandon():
                self._is_abandoned = True
                self._set(Wish.STOP)
            case Written(number):
                with self._condition:
                    self._written = number
                    self._condition.notify_all()
            case Watch(quantities):
                self._quantities = frozenset(quantities)
            case Change():
                with self._condition:
                    self._changes.append(command)
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
            if self._wish is not Wish.STOP:
                self._wish = wish
                self._steps_wanted = self._steps_wanted + steps if wish is Wish.PAUSE else 0
            if wish is Wish.STOP and self._thread is None:
                self._state = RunState.STOPPED
            self._condition.notify_all()

    def _work(self, order: Order, keeping: Keeping | None) -> None:
        run: Trainable | None = None
        try:
            run = self._prepare(order, keeping) if keeping else self._prepare(order)
            if run.keeper and keeping and keeping.asks:
                run.keeper.may_write = self._is_written_down
            self._go_through(run)
        except DeviceFault as error:
            self._fail(str(error), run, is_device_fault=True)
        except UserError as error:
            self._fail(str(error), run)
        except MemoryError:
            words = "There is not enough memory for this training. Make the batch size or the largest layers smaller."
            self._fail(words, run)
        except BaseException as error:  # whatever it is, the window gets a report and lives on
            self._fail(f"Training stopped because of an unexpected problem: {str(error) or type(error).__name__}", run)

    def _fail(self, message: str, run: Trainable | None, is_device_fault: bool = False) -> None:
        learned = run.learned if run else None
        if run:
            self._end_keeping(run)
        self._end(RunState.FAILED, Failed(message, traceback.format_exc(), learned, is_device_fault))

    def _go_through(self, run: Trainable) -> None:
        events = run.events()
        while self._may_go_on(run):
            event = next(events)
            if isinstance(event, Finished):
                self._end_keeping(run)
                self._end(RunState.FINISHED, event)
                return
            self._put(event, run)
            self._note(event)
        if run.keeper and self._has_started:
            run.keeper.keep(run)
        self._end_keeping(run)
        events.close()
        self._end(RunState.STOPPED, run.finish("stopped"))

    def _put(self, event: Event, run: Trainable) -> None:
        self._mailbox.put(event)
        if run.keeper:
            run.keeper.note(event, run)
            self._complain(run.keeper)

    def _is_written_down(self) -> bool:
        """Wait until whoever listens has written down what was reported; False when nobody listens any more."""
        with self._condition:
            self._announced += 1
            self._mailbox.put(CheckpointDue(self._announced))
            self._condition.wait_for(lambda: self._written >= self._announced or self._is_abandoned)
            return self._written >= self._announced

    def _end_keeping(self, run: Trainable) -> None:
        if run.keeper:
            run.keeper.close()
            self._complain(run.keeper)

    def _complain(self, keeper: Keeper) -> None:
        if keeper.problem and not self._has_complained:
            self._has_complained = True
            self._mailbox.put(NotKept(keeper.problem))

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
            self._state = RunState.RUNNING

    def _may_go_on(self, run: Trainable) -> bool:
        """Wait while the run is paused; False when the training is to stop."""
        self._make_changes(run)
        if self._must_wait():
            self._wait(run)
        run.watches_closely = self._wish is Wish.PAUSE
        run.wanted = self._quantities
        return self._wish is not Wish.STOP

    def _must_wait(self) -> bool:
        """A pause begins when everything is prepared, and not between the last step of an epoch and what it gives."""
        return self._wish is Wish.PAUSE and self._has_started and not (self._steps_wanted or self._ends_epoch)

    def _make_changes(self, run: Trainable) -> None:
        while self._changes and run.can_change:
            self._put(run.change(self._changes.popleft()), run)

    def _wait(self, run: Trainable) -> None:
        self._put(Paused(self._step), run)
        self._state = RunState.PAUSED
        while self._must_wait():
            with self._condition:
                self._condition.wait_for(lambda: not self._must_wait() or (self._changes and run.can_change))
            self._make_changes(run)
        if self._wish is Wish.RUN:
            self._mailbox.put(Resumed(self._step))
        if self._wish is not Wish.STOP:
            self._state = RunState.RUNNING

    def _end(self, state: RunState, event: Event) -> None:
        self._mailbox.put(event)
        self._state = state
