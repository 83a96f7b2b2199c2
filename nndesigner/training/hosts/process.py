"""Trains in a process of its own: whatever happens to that, this program only gets to know about it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event as Signal
from threading import Lock

from nndesigner.project.learned import Learned
from nndesigner.training import wire
from nndesigner.training.checkpoint_files import last_step
from nndesigner.training.commands import Abandon, Change, Command, Stop
from nndesigner.training.events import Changed, EpochDone, Event, Failed, RunState, StepDone
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.hosts.protocol import Frame, FrameKind
from nndesigner.training.hosts.worker_process import WorkerProcess
from nndesigner.training.knobs.knob import Knobs
from nndesigner.training.mailbox import Mailbox
from nndesigner.training.order import Order

IF_MEMORY = "If memory ran out, make the batch size or the largest layers smaller."


class Processes:
    """Gives a process for each training, and keeps one ready for the next if that is wanted."""

    def __init__(self, begin: Callable[[], WorkerProcess] = WorkerProcess) -> None:
        self._begin = begin
        self._spare: WorkerProcess | None = None
        self._keeps = False
        self._lock = Lock()

    def warm_up(self) -> WorkerProcess:
        """Have a process wait for each training from now on. Raises OSError when there can be none."""
        with self._lock:
            self._keeps = True
            if self._spare is None:
                self._spare = self._begin()
            return self._spare

    def taken_by(self, listener: "ProcessHost") -> WorkerProcess:
        """The process that waits, or a new one when there is none. Raises OSError."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare and spare.take(listener):
            return spare
        process = self._begin()
        process.serve(listener)
        return process

    def put_back(self, process: WorkerProcess, is_sound: bool) -> None:
        """After a training: if one is to wait for the next, keep this one, or another when something broke in it."""
        with self._lock:
            is_wanted = self._keeps and self._spare is None
            if is_wanted and is_sound:
                self._spare = process
                return
        process.end()
        if is_wanted:
            with suppress(OSError):  # the next training says why
                self.warm_up()

    def end(self) -> None:
        """Have no process wait any more."""
        with self._lock:
            spare, self._spare, self._keeps = self._spare, None, False
        if spare:
            spare.end()


class ProcessHost:
    """One training in a process from `processes`, which goes back there. See Host."""

    name = "process"

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._process: WorkerProcess | None = None
        self._mailbox = Mailbox()
        self._lock = Lock()
        self._state = RunState.IDLE
        self._is_over = Signal()
        self._before: list[Command] = []
        self._known: wire.Known = {}
        self._keeping: Keeping | None = None
        self._knobs: Knobs | None = None
        self._learned: Learned | None = None
        """What counts of what was learned: of the best epoch with early stopping, else of the last."""
        self._latest: Learned | None = None
        self._step = 0

    @property
    def state(self) -> RunState:
        """What it is doing, as far as this is known here."""
        return self._state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._state.is_over

    def start(self, order: Order, keeping: Keeping | None = None) -> None:
        """Have the training prepared and gone through, unless a command that was sent before forbids it."""
        with self._lock:
            if self._state is not RunState.IDLE:
                return
            self._state = RunState.PREPARING
            self._known, self._keeping = wire.known_from(order), keeping
            self._knobs = Knobs.of(order.design)
            try:
                self._process = self._processes.taken_by(self)
            except OSError as error:
                reason = error.strerror or str(error)
                words = f"The training process could not be started: {reason}. Train in this program instead."
                self._keep(Failed(words, str(error)))
                self._is_over.set()
                return
            commands = [wire.command_to_plain(command) for command in self._before]
            self._process.send(lambda: _start_frame(order, commands, keeping))

    def send(self, command: Command) -> None:
        """Have it do as `command` says, after the step that is being done."""
        with self._lock:
            if self._state is RunState.IDLE and isinstance(command, Stop | Abandon):
                self._state = RunState.STOPPED
                self._is_over.set()
            elif self._process is None:
                self._before.append(command)
            elif not self._state.is_over:
                frame = Frame(FrameKind.COMMAND, wire.command_to_plain(command))
                self._process.send(lambda: frame)

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the last event, at most `timeout` seconds. Whether it has come, or was never to come."""
        return self._state is RunState.IDLE or self._is_over.wait(timeout)

    def collect(self) -> list[Event]:
        """The events since the last time."""
        return self._mailbox.empty()

    def take(self, frame: Frame) -> None:
        """Called by the process with what it reports. Raises Malformed."""
        for event in wire.events_from_plain(frame.content, frame.arrays, self._known):
            self._keep(event)
        if self._state.is_over and self._process:
            self._process.leave(self)
            self._processes.put_back(self._process, is_sound=self._state is not RunState.FAILED)
            self._is_over.set()

    def lose(self, why: str, details: str) -> None:
        """Called when the process is gone; a training under way fails with it."""
        if not self._state.is_over:
            where = f" at step {self._step}" if self._step else " before the first step"
            self._keep(Failed(f"{why.removesuffix('.')}{where}. {self._advice()}", details, self._learned))
            if self._process:
                self._processes.put_back(self._process, is_sound=False)
            self._is_over.set()

    @property
    def _keeps_best(self) -> bool:
        return self._knobs is not None and self._knobs.design.training.early_stopping.enabled

    def _advice(self) -> str:
        step = last_step(Path(self._keeping.folder)) if self._keeping else None
        if step is not None:
            return f"Resume goes on from step {step}. {IF_MEMORY}"
        kept = "The weights of the last good epoch are kept. " if self._learned else ""
        return f"{kept}Train again. {IF_MEMORY}"

    def _keep(self, event: Event) -> None:
        if isinstance(event, StepDone):
            self._step = event.step
        elif isinstance(event, EpochDone) and event.learned:
            self._latest = event.learned
            self._learned = event.learned if event.is_best or not self._keeps_best else self._learned
        elif isinstance(event, Changed) and self._knobs:
            kept_best, self._knobs = self._keeps_best, self._knobs.changed(Change(event.name, event.after))
            self._learned = self._latest if kept_best and not self._keeps_best else self._learned
        self._mailbox.put(event)
        self._state = self._state.after(event)


def _start_frame(order: Order, commands: Sequence[object], keeping: Keeping | None) -> Frame:
    plain, arrays = wire.order_to_plain(order)
    content = {"order": plain, "commands": list(commands), "keeping": wire.keeping_to_plain(keeping)}
    return Frame(FrameKind.START, content, arrays)
