"""Which run's curves the live views show: that of the training under way, or one that was chosen from the list."""

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.session import TrainingSession
from nndesigner.catalog.problems import UserError
from nndesigner.project.record import Record
from nndesigner.runs.records import history_of
from nndesigner.training.history import History

WHILE_TRAINING = "The curves of earlier runs can be shown when the training is over."


class ShownRun(QObject):
    """`identity` is that of the run whose curves are shown, empty when there is none.

    `changed` reports that it is another one, `refused` why the curves of a run cannot be shown.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, document: Document, session: TrainingSession) -> None:
        super().__init__(session)
        self._document = document
        self._session = session
        self.identity = ""
        self.is_earlier = False
        """Whether somebody chose to see it though there is a later one."""
        document.loaded.connect(self._take_over)
        document.runs_changed.connect(self._follow)
        session.began.connect(lambda _: self._enter(self._last(), is_earlier=False))
        session.state_changed.connect(self._follow)

    @property
    def record(self) -> Record | None:
        """The run itself."""
        return self._document.project.run(self.identity)

    def show(self, identity: str) -> None:
        """Show the curves of a run."""
        record = self._document.project.run(identity)
        if record is None or identity == self.identity:
            return
        if self._session.is_active:
            if identity != self._last():
                self.refused.emit(WHILE_TRAINING)
            return
        self._show(record)
        self._enter(identity, is_earlier=identity != self._last())

    def show_last(self) -> None:
        """Show the curves of the last run again."""
        self.show(self._last())

    def _show(self, record: Record) -> None:
        try:
            history = history_of(record)
        except UserError as problem:
            history = History()
            self.refused.emit(str(problem))
        if record.curves is None:
            self.refused.emit(f"The curves of {record.summary.name} are not kept.")
        self._session.show(history, record.design)

    def _last(self) -> str:
        runs = self._document.project.runs
        return runs[-1].identity if runs else ""

    def _take_over(self) -> None:
        shown = self._document.project.shown
        self._enter(shown.identity if shown else "", is_earlier=False)

    def _follow(self) -> None:
        """What was deleted, or stopped before it was worth keeping, is shown no longer."""
        if self._session.is_active or self.record:
            return
        shown = self._document.project.shown
        if self.identity and shown:
            self._show(shown)
        elif self.identity:
            self._session.show(History(), self._document.design)
        self._enter(shown.identity if shown else "", is_earlier=False)

    def _enter(self, identity: str, is_earlier: bool) -> None:
        self.identity, self.is_earlier = identity, is_earlier
        self.changed.emit()
