"""The training that is under way, if any: started, steered and listened to from the window's thread."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.app.widgets.linear_scale import ColourScale, scale_for
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.design.model import Design
from nndesigner.training.events import Event, Failed, Finished, Paused, Preparing, Resumed, Started, StepDone
from nndesigner.training.history import History
from nndesigner.training.order import Order
from nndesigner.training.quantities import GRADIENT_NORMS, QUANTITIES
from nndesigner.training.readings import PerNode, Quantity
from nndesigner.training.worker import Worker

INTERVAL = 33
"""Milliseconds between two readings of the mailbox."""

PrepareRun = Callable[[Order], Any]


class TrainingSession(QObject):
    """At most one training at a time.

    `happened` brings the events since the last reading, `state_changed` the new state: "idle", "preparing", "running",
    "paused", "finished", "stopped" or "failed". `history` is that of the current or last training.
    """

    happened = Signal(list)
    state_changed = Signal(str)

    def __init__(self, prepare: PrepareRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._worker: Worker | None = None
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.collect)
        self.state = "idle"
        self.history = History()
        self._scales: dict[str, ColourScale] = {}
        self._wanted: frozenset[str] = frozenset()
        self.design: Design | None = None
        """The design that is being trained: a snapshot."""

    @property
    def is_active(self) -> bool:
        """Whether a training is under way, paused ones included."""
        return self.state in ("preparing", "running", "paused")

    def train(self, order: Order) -> None:
        """Start the training that is ordered."""
        self._begin(order).start()

    def step(self, order: Order) -> None:
        """Train on one batch, then wait; starts the training that is ordered when none is under way."""
        worker = self._worker if self.is_active and self._worker else self._begin(order)
        worker.step()

    def pause(self) -> None:
        """Wait after the batch that is being learned."""
        if self._worker:
            self._worker.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._worker:
            self._worker.resume()

    def stop(self) -> None:
        """End after the batch that is being learned, and keep what was reached."""
        if self._worker:
            self._worker.stop()

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
        if self._worker:
            self._worker.want(self._wanted)

    def wait(self, seconds: float) -> bool:
        """Wait until the thread has ended; False when it has not in this time."""
        ended = self._worker.join(seconds) if self._worker else True
        self.collect()
        return ended

    def show(self, history: History, design: Design) -> None:
        """Show the history of an earlier training of `design`, as from a file."""
        if self.is_active:
            return
        self.history = history
        self._scales = {}
        for quantity in QUANTITIES.values():
            for values in history.nodes_of(quantity.name).values():
                self.scale_of(quantity).take(values.tolist())
        self.design = design
        self._enter("idle")
        self.happened.emit([])

    def collect(self) -> None:
        """Take what came in since the last reading."""
        events: list[Event] = self._worker.collect() if self._worker else []
        if events:
            self.keep(events)
            self._wanted = frozenset()
            self.happened.emit(events)
            self.want(())
        for event in events:
            self._follow(event)

    def keep(self, events: Iterable[Event]) -> None:
        """Add to the history what `events` report."""
        for event in events:
            self.history.add(event)
            for name, reading in event.readings.items() if isinstance(event, StepDone) else ():
                if isinstance(reading, PerNode):
                    self.scale_of(QUANTITIES[name]).take(reading.of_nodes.values())

    def _begin(self, order: Order) -> Worker:
        self.design = order.design
        self.history = History()
        self._scales = {}
        self._wanted = frozenset()
        self._worker = Worker(lambda: self._prepare(order))
        self._enter("preparing")
        self.happened.emit([])
        self._timer.start()
        return self._worker

    def _follow(self, event: Event) -> None:
        match event:
            case Preparing():
                self._enter("preparing")
            case Started() | Resumed():
                self._enter("running")
            case Paused():
                self._enter("paused")
            case Finished(reason=reason):
                self._end(reason)
            case Failed():
                self._end("failed")

    def _end(self, state: str) -> None:
        self._timer.stop()
        self._enter(state)

    def _enter(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
