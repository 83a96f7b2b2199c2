"""Train, Pause, Step and Stop: what they do, when they can be used, and what becomes of the result."""

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.closing import closing_words
from nndesigner.app.training.following import Following
from nndesigner.app.training.recorder import RunRecorder
from nndesigner.app.training.session import TrainingSession
from nndesigner.design.model import Design
from nndesigner.runs.records import history_of
from nndesigner.runs.store import Store
from nndesigner.training.events import Continued, Event, Failed, Finished, RunState
from nndesigner.training.order import Order


class TrainingControl(QObject):
    """Joins the document and the session.

    `message` is for a toast, `failed` brings the event Failed.
    """

    message = Signal(str)
    failed = Signal(object)

    def __init__(self, document: Document, session: TrainingSession, store: Store | None = None) -> None:
        super().__init__(session)
        self._document = document
        self._session = session
        self.device = "auto"
        self.following = Following(document, session)
        self.following.message.connect(self.message)
        self.recorder = RunRecorder(document, session, store)
        session.happened.connect(self._listen)
        session.state_changed.connect(self._enter)

    def train(self) -> None:
        """Start a training, or go on after a pause."""
        self.following.follow()
        if self._session.state is RunState.PAUSED:
            self._session.resume()
        elif not self._session.is_active:
            self._session.train(self._order(self._document.design))

    def continue_training(self) -> None:
        """Train what is drawn, beginning with the trained weights of every layer that they still fit."""
        design = self._document.design
        self._session.train(self._order(design.changed(training=design.training.changed(begin_with="trained"))))

    def pause(self) -> None:
        """Wait after the present batch."""
        self._session.pause()

    def step(self) -> None:
        """Train on one batch."""
        self.following.follow()
        self._session.step(self._order(self._document.design))

    def stop(self) -> None:
        """Stop here and keep what was learned."""
        self._session.stop()

    def why_not_train(self) -> str:
        """Why Train cannot be used now."""
        if self._session.state in (RunState.RUNNING, RunState.PREPARING):
            return "The training is under way."
        return "" if self._session.state is RunState.PAUSED else self._why_not_start()

    def why_not_continue(self) -> str:
        """Why Continue cannot be used now."""
        if self._session.is_active:
            return "The training is under way."
        return self._why_not_start() if self._document.learned else "Train the network first: there are no weights yet."

    def why_not_step(self) -> str:
        """Why Step cannot be used now."""
        if self._session.state in (RunState.RUNNING, RunState.PREPARING):
            return "Pause the training first."
        return "" if self._session.state is RunState.PAUSED else self._why_not_start()

    def why_not_pause(self) -> str:
        """Why Pause cannot be used now."""
        return "" if self._session.state is RunState.RUNNING else "Nothing is being trained."

    def why_not_stop(self) -> str:
        """Why Stop cannot be used now."""
        return "" if self._session.is_active else "Nothing is being trained."

    def _order(self, design: Design) -> Order:
        return Order(design, self.device, self._document.learned)

    def _why_not_start(self) -> str:
        errors = self._document.report.errors
        if not errors:
            return ""
        more = f" ({len(errors) - 1} more in the problems list)" if len(errors) > 1 else ""
        return f"{errors[0].in_full}{more}"

    def _listen(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Continued():
                    self.message.emit(event.in_words())
                case Finished():
                    self.message.emit(closing_words(event, self._planned_epochs()))
                case Failed():
                    self.failed.emit(event)

    def _planned_epochs(self) -> int | None:
        return self._session.history.planned_epochs

    def _enter(self, state: RunState) -> None:
        """Bring the curves of the training before back when one was stopped before its first step."""
        shown = self._document.project.shown
        if state is RunState.STOPPED and not len(self._session.history) and shown:
            self._session.show(history_of(shown), shown.design)
