"""The training that is under way, if any: started, steered and listened to from the window's thread."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.app.widgets.linear_scale import ColourScale, scale_for
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.design.model import Design
from nndesigner.training.commands import Change, Command, Pause, Resume, Step, Stop, Watch
from nndesigner.training.events import Changed, Event, RunState, Started, StepDone
from nndesigner.training.history import History
from nndesigner.training.hosts.host import Host, Keeping, NewHost
from nndesigner.training.knobs.knob import Knobs
from nndesigner.training.order import Order
from nndesigner.training.quantities import GRADIENT_NORMS, QUANTITIES
from nndesigner.training.readings import PerNode, Quantity

INTERVAL = 33
"""Milliseconds between two readings of the mailbox."""


class TrainingSession(QObject):
    """At most one training at a time, in a host that `new_host` gives.

    `began` brings the order of a training that was started, `happened` the events since the last reading,
    `state_changed` the new RunState. `history` is that of the current or last training.
    """

    began = Signal(object)
    happened = Signal(list)
    state_changed = Signal(object)

    def __init__(self, new_host: NewHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._new_host = new_host
        self._host: Host | None = None
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.collect)
        self.state = RunState.IDLE
        self.history = History()
        self._scales: dict[str, ColourScale] = {}
        self._wanted: frozenset[str] = frozenset()
        self._watched: frozenset[str] = frozenset()
        self._is_asking = False
        self._knobs: Knobs | None = None

    @property
    def is_active(self) -> bool:
        """Whether a training is under way, paused ones included."""
        return self.state.is_active

    @property
    def host_name(self) -> str:
        """Where the training runs, or the last one did: "thread" or "process"; empty before the first."""
        return self._host.name if self._host else ""

    @property
    def ordered(self) -> Design | None:
        """The design that was ordered last, or whose history is shown."""
        return self._knobs.ordered if self._knobs else None

    @property
    def design(self) -> Design | None:
        """What is trained, or was, with everything that was changed since it was ordered."""
        return self._knobs.design if self._knobs else None

    @design.setter
    def design(self, design: Design) -> None:
        self._knobs = Knobs.of(design)

    def train(self, order: Order, keeping: Keeping | None = None) -> None:
        """Start the training that is ordered, or go on with it, as `keeping` says."""
        self._begin(order, keeping)

    def step(self, order: Order, keeping: Keeping | None = None) -> None:
        """Train on one batch, then wait; starts the training that is ordered when none is under way."""
        if self.is_active:
            self.send(Step())
        else:
            self._begin(order, keeping, Step())

    def pause(self) -> None:
        """Wait after the batch that is being learned."""
        self.send(Pause())

    def resume(self) -> None:
        """Go on after a pause."""
        self.send(Resume())

    def stop(self) -> None:
        """End after the batch that is being learned, and keep what was reached."""
        self.send(Stop())

    def send(self, command: Command) -> None:
        """Have the training under way, if any, do as `command` says."""
        if self._host:
            self._host.send(command)

    @property
    def magnitudes(self) -> MagnitudeScale:
        """The scale of all gradients of the training."""
        scale = self.scale_of(GRADIENT_NORMS)
        assert isinstance(scale, MagnitudeScale)
        return scale

    def scale_of(self, quantity: Quantity) -> ColourScale:
        """The scale of all values of `quantity` in the training, shared by all who show them."""
        if quantity.name not in self._scales:
            self._scales[quantity.name] = scale_for(quantity)
        return self._scales[quantity.name]

    def want(self, quantities: Iterable[str]) -> None:
        """Have `quantities` read, too, until the next news: whoever still wants them says so again then."""
        self._wanted |= frozenset(quantities)
        if not self._is_asking:
            self._watch()

    def wait(self, seconds: float) -> bool:
        """Wait until the training has ended; False when it has not in this time."""
        ended = self._host.join(seconds) if self._host else True
        self.collect()
        return ended

    def show(self, history: History, design: Design) -> None:
        """Show the history of an earlier training of `design`, as from a file."""
        if self.is_active:
            return
        self.take_up(history)
        self._knobs = Knobs.of(design)
        self._enter(RunState.IDLE)
        self.happened.emit([])

    def take_up(self, history: History) -> None:
        """Let what is reported from now on follow `history`."""
        self.history = history
        self._scales = {}
        for quantity in QUANTITIES.values():
            for values in history.nodes_of(quantity.name).values():
                self.scale_of(quantity).take(values.tolist())

    def collect(self) -> None:
        """Take what came in since the last reading."""
        events: list[Event] = self._host.collect() if self._host else []
        if events:
            self.keep(events)
            self._wanted, self._is_asking = frozenset(), True
            self.happened.emit(events)
            self._is_asking = False
            self._watch()
        for event in events:
            self._enter(self.state.after(event))

    def keep(self, events: Iterable[Event]) -> None:
        """Add to the history what `events` report."""
        for event in events:
            self.history.add(event)
            if isinstance(event, Started | Changed) and self.ordered:
                self._knobs = Knobs.of(self.ordered).with_all(
                    Change(mark.name, mark.after) for mark in self.history.marks
                )
            for name, reading in event.readings.items() if isinstance(event, StepDone) else ():
                if isinstance(reading, PerNode):
                    self.scale_of(QUANTITIES[name]).take(reading.of_nodes.values())

    def _begin(self, order: Order, keeping: Keeping | None, *commands: Command) -> None:
        self._wanted = self._watched = frozenset()
        self._host = self._new_host()
        for command in commands:
            self._host.send(command)
        self._host.start(order, keeping)
        self._knobs = Knobs.of(order.design)
        self.history = History()
        self._scales = {}
        self._enter(RunState.PREPARING)
        self.began.emit(order)
        self.happened.emit([])
        self._timer.start()

    def _watch(self) -> None:
        if self._wanted != self._watched:
            self._watched = self._wanted
            self.send(Watch(tuple(sorted(self._wanted))))

    def _enter(self, state: RunState) -> None:
        if state.is_over:
            self._timer.stop()
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
