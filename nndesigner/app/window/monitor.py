"""Turns the events of a training into what the bars say and what the canvas shows."""

from PySide6.QtCore import QObject

from nndesigner.app.canvas.view import CanvasView
from nndesigner.app.training.closing import ended_early
from nndesigner.app.training.pace import Pace
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.window.status_bar import StatusBar
from nndesigner.app.window.top_bar import ProgressView
from nndesigner.training.events import Changed, EpochDone, Event, Preparing, RunState, Started, StepDone
from nndesigner.training.quantities import DROPOUT_MASKS, GRADIENT_NORMS
from nndesigner.training.readings import Masks, PerNode
from nndesigner.words.durations import spoken


class TrainingMonitor(QObject):
    """Listens to the session."""

    def __init__(self, session: TrainingSession, progress: ProgressView, status: StatusBar, canvas: CanvasView) -> None:
        super().__init__(session)
        self._session = session
        self._progress = progress
        self._status = status
        self._canvas = canvas
        self._pace = Pace()
        self._started: Started | None = None
        self._last: StepDone | None = None
        session.happened.connect(self._listen)
        session.state_changed.connect(self._enter)

    def _listen(self, events: list[Event]) -> None:
        if not events:
            self._begin()
        news = None
        for event in events:
            match event:
                case Preparing(what=what):
                    self._progress.show_progress(0, f"{what}…")
                case Started():
                    self._started = event
                    self._status.show_device(event.where_in_words())
                case StepDone():
                    self._last = news = event
                case Changed():
                    news = self._last  # what is left is another time now
                case EpochDone(monitoring=monitoring):
                    self._status.show_monitoring(monitoring)
        if news:
            self._show_step(news)

    def _begin(self) -> None:
        self._pace = Pace()
        self._started = self._last = None
        self._canvas.clear_readings(self._session.magnitudes)
        self._progress.show_progress(None, "")
        self._status.clear_training()

    def _enter(self, state: RunState) -> None:
        self._pace.interrupt()
        done = self._progress.bar.value() / 1000
        words = {each: each.value.capitalize() for each in RunState if each.is_over or each is RunState.PAUSED}
        finished = self._session.history.finished
        if finished and ended_early(finished, self._session.history.planned_epochs):
            words[RunState.FINISHED] = "Ended early"
        if state in words:
            self._progress.show_progress(
                1.0 if state is RunState.FINISHED else done, f"{words[state]} · {self._where()}"
            )

    def _show_step(self, event: StepDone) -> None:
        norms, masks = event.readings.get(GRADIENT_NORMS.name), event.readings.get(DROPOUT_MASKS.name)
        self._canvas.show_readings(
            norms.of_nodes if isinstance(norms, PerNode) else {},
            masks.of_nodes if isinstance(masks, Masks) else {},
        )
        self._pace.look(event.step)
        if not self._started:
            return
        total = max(self._session.history.last_step or 1, 1)
        pace = self._pace.seconds_per_step
        left = (
            f" · {spoken((total - event.step) * pace)} left" if pace and self._session.state is RunState.RUNNING else ""
        )
        words = f"epoch {event.epoch} of {self._session.history.planned_epochs}{left}"
        is_paused = self._session.state is RunState.PAUSED
        self._progress.show_progress(event.step / total, f"Paused · {words}" if is_paused else words)
        self._status.show_step(event.step, event.samples / pace if pace else None)

    def _where(self) -> str:
        history = self._session.history
        if not history.started or not len(history):
            return "no step done"
        best = history.finished.best_epoch if history.finished else None
        kept = f" · weights of epoch {best}" if best else ""
        return f"epoch {history.epoch[-1]:.0f} of {history.planned_epochs}{kept}"
