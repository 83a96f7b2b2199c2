"""Has the training that is under way follow what is edited: the knobs of a form, and their undoing."""

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.session import TrainingSession
from nndesigner.design.model import Design
from nndesigner.training.events import Changed, Event, Refused, RunState
from nndesigner.training.knobs.drawing import edits_between

PATIENCE = 500
"""Milliseconds without an edit after which what was typed is meant."""


class Following(QObject):
    """Sends the training what is edited in `document`; `message` brings what became of it, in words."""

    message = Signal(str)

    def __init__(self, document: Document, session: TrainingSession) -> None:
        super().__init__(session)
        self._document = document
        self._session = session
        self._followed: Design | None = None
        """The drawing that the training goes by; None when there is none."""
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.follow)
        document.changed.connect(lambda _: self._wait())
        document.loaded.connect(self._forget)
        session.state_changed.connect(self._enter)
        session.happened.connect(self._listen)

    def follow(self) -> None:
        """Send what was edited since the last time."""
        self._timer.stop()
        before, after = self._followed, self._document.design
        ordered = self._session.ordered
        if before is None or ordered is None or not self._session.is_active:
            return
        self._followed = after
        for change in edits_between(ordered, before, after):
            self._session.send(change)

    def _wait(self) -> None:
        if self._session.is_active and self._followed is not None:
            self._timer.start()

    def _enter(self, state: RunState) -> None:
        if state is RunState.PREPARING and self._followed is None:
            self._followed = self._document.design
        elif not state.is_active:
            self._forget()

    def _forget(self) -> None:
        """Another document is no edit of what is trained."""
        self._timer.stop()
        self._followed = None

    def _listen(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Changed(words=words) if event.before != event.after:
                    self.message.emit(f"{words}, from step {event.step + 1} on.")
                case Refused(reason=reason):
                    self.message.emit(f"The training goes on as before. {reason}")
