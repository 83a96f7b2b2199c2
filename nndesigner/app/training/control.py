"""Train, Pause, Step and Stop: what they do, when they can be used, and what becomes of the result."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.closing import closing_words
from nndesigner.app.training.following import Following
from nndesigner.app.training.proving import PROVING, UNDER_WAY, RunProving
from nndesigner.app.training.recorder import RunRecorder
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.training.shelf import RunShelf
from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.project.record import Ending, Record
from nndesigner.runs.records import history_of
from nndesigner.runs.store import Store
from nndesigner.training.events import Continued, Event, Failed, Finished, NotKept, RunState
from nndesigner.training.marks import again
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
        self.recorder.problem.connect(lambda why: self.message.emit(f"This run is not kept while it goes. {why}"))
        self.shelf = RunShelf(document, self.recorder, store) if store else None
        self.proving = RunProving(document, session, self.shelf)
        session.happened.connect(self._listen)
        session.state_changed.connect(self._enter)

    def train(self) -> None:
        """Start a training, or go on after a pause."""
        self.following.follow()
        if self._session.state is RunState.PAUSED:
            self._session.resume()
        elif not self._session.is_active:
            self._train(self._order(self._document.design))

    def continue_training(self) -> None:
        """Train what is drawn, beginning with the trained weights of every layer that they still fit."""
        design = self._document.design
        self._train(self._order(design.changed(training=design.training.changed(begin_with="trained"))))

    def train_again(self, record: Record) -> None:
        """Train the design of a run once more, as it was, with all that was changed; the drawing stays as it is."""
        order = self._order_of(record)
        if order and not self._session.is_active:
            self._train(replace(order, changes=again(history_of(record).marks)))

    def why_not_again(self, record: Record) -> str:
        """Why a run cannot be done again now."""
        if self._session.is_active or self.proving.is_under_way:
            return self._why_busy()
        return "" if self._order_of(record) else "It began with trained weights, which are no longer kept."

    def _order_of(self, record: Record) -> Order | None:
        """What was ordered; None when it began with weights that are gone."""
        if record.design.training.settings.begin_with == "new":
            return Order(record.design, record.device)
        return self.shelf.order(record.identity) if self.shelf else None

    def pause(self) -> None:
        """Wait after the present batch."""
        self._session.pause()

    def step(self) -> None:
        """Train on one batch."""
        self.following.follow()
        order = self._order(self._document.design)
        if self._session.is_active:
            self._session.step(order)
        elif self._may_start():
            self._session.step(order, self.recorder.begin(order))

    def stop(self) -> None:
        """Stop here and keep what was learned."""
        self._session.stop()

    def why_not_train(self) -> str:
        """Why Train cannot be used now."""
        if self._session.state in (RunState.RUNNING, RunState.PREPARING):
            return UNDER_WAY
        return "" if self._session.state is RunState.PAUSED else self._why_not_start()

    def why_not_continue(self) -> str:
        """Why Continue cannot be used now."""
        if self._session.is_active:
            return UNDER_WAY
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

    def resume_run(self, identity: str = "") -> None:
        """Go on with a run that is not finished, the last one if none is named, from its last checkpoint."""
        record = self._resumable(identity)
        folder = self.shelf.folder(record.identity) if self.shelf and record else None
        if record is None or folder is None or self._session.is_active or not self._may_start():
            return
        self.recorder.close()
        try:
            folder.look_after()
            order, keeping = folder.order(), self.recorder.go_on(record, folder)
        except UserError as problem:
            self.message.emit(str(problem))
            return
        self._session.train(order, keeping)

    def why_not_resume_run(self, identity: str = "") -> str:
        """Why a run, or any when none is named, cannot go on."""
        if self._session.is_active or self.proving.is_under_way:
            return self._why_busy()
        record = self._document.project.run(identity)
        if record and record.summary.ending is Ending.FINISHED:
            return "It is finished; Continue trains its network further."
        if self._resumable(identity):
            return ""
        return "It has no checkpoint." if record else "No run of this project was stopped or interrupted."

    def _resumable(self, identity: str) -> Record | None:
        """The run itself if it can go on, or the last that can when none is named."""
        for record in reversed(self._document.project.runs):
            is_asked = record.identity == identity or not identity
            if is_asked and record.summary.ending is not Ending.FINISHED and self._has_checkpoint(record.identity):
                return record
        return None

    def _has_checkpoint(self, identity: str) -> bool:
        folder = self.shelf.folder(identity) if self.shelf else None
        is_free = identity == self.recorder.written or folder is None or not folder.is_under_way
        return folder is not None and folder.can_resume and is_free

    def _train(self, order: Order) -> None:
        if self._may_start():
            self._session.train(order, self.recorder.begin(order))

    def _may_start(self) -> bool:
        """Whether nothing else computes; says so otherwise."""
        if self.proving.is_under_way:
            self.message.emit(PROVING)
        return not self.proving.is_under_way

    def _why_busy(self) -> str:
        return UNDER_WAY if self._session.is_active else PROVING

    def _order(self, design: Design) -> Order:
        return Order(design, self.device, self._document.learned)

    def _why_not_start(self) -> str:
        if self.proving.is_under_way:
            return PROVING
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
                case NotKept():
                    self.message.emit(event.in_words())
                case Failed():
                    self.failed.emit(event)

    def _planned_epochs(self) -> int | None:
        return self._session.history.planned_epochs

    def _enter(self, state: RunState) -> None:
        """Bring the curves of the training before back when one was stopped before its first step."""
        shown = self._document.project.shown
        if state is RunState.STOPPED and not len(self._session.history) and shown:
            self._session.show(history_of(shown), shown.design)
