"""Keeps the training that is under way as a run: in the document, and in a folder while it goes."""

import time
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.session import TrainingSession
from nndesigner.project import strict_json
from nndesigner.project.learned import Learned
from nndesigner.project.record import Record, Summary, new_identity
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.following import Following
from nndesigner.runs.journal import Journal
from nndesigner.runs.store import Store
from nndesigner.runs.writer import RunWriter
from nndesigner.training.events import EpochDone, Event, Failed, Finished, Paused, Resumed, Started
from nndesigner.training.history import History
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.order import Order

BETWEEN_NEWS = 0.5
"""Seconds between two words about how far the run is."""
NOTABLE = (Started, EpochDone, Paused, Resumed, Finished, Failed)


class RunRecorder(QObject):
    """Listens to the session. Without a `store`, runs are kept in the document alone.

    `progressed` brings the summary of the run under way, now and then; `problem` is why it cannot be kept in its
    folder, in words.
    """

    progressed = Signal(object)
    problem = Signal(str)

    def __init__(self, document: Document, session: TrainingSession, store: Store | None = None) -> None:
        super().__init__(session)
        self._document = document
        self._session = session
        self._store = store
        self._record: Record | None = None
        self._following: Following | None = None
        self._writer: RunWriter | None = None
        self._folder: RunFolder | None = None
        self._past: tuple[Record, History] | None = None
        """A run that is to go on, and its curves so far."""
        self._held: list[Event] = []
        self._said = 0.0
        self._complained = ""
        session.began.connect(self._begin)
        session.happened.connect(self._listen)

    @property
    def live(self) -> str:
        """The identity of the run under way; empty when there is none."""
        return self._record.identity if self._record and self._session.is_active else ""

    @property
    def written(self) -> str:
        """The identity of the run whose folder this window writes to, or has just written to."""
        return self._following.summary.identity if self._writer and self._following else ""

    def describe(self, summary: Summary) -> None:
        """The run under way is called otherwise in the document."""
        if self._writer and self._following:
            self._following.summary = replace(
                self._following.summary, name=summary.name, note=summary.note, pinned=summary.pinned
            )
            self._writer.describe(summary.name, summary.note, summary.pinned)

    def close(self, seconds: float = 5.0) -> None:
        """Let what waits be written; to be called before the program ends."""
        if self._writer:
            self._writer.close(seconds)

    def begin(self, order: Order) -> Keeping | None:
        """Make room for a run of `order`, which is to be started next, and give where its checkpoints are kept."""
        self._past = None
        self._folder = self._store.new() if self._store else None
        return Keeping(str(self._folder.checkpoints)) if self._folder else None

    def go_on(self, record: Record, folder: RunFolder) -> Keeping:
        """Go on with a run, which is to be started next, from its last checkpoint. Raises BrokenRun."""
        self._past, self._folder = (record, folder.history()), folder
        return Keeping(str(folder.checkpoints), resumes=True)

    def _begin(self, order: Order) -> None:
        self.close()
        self._writer, self._held = None, []
        if self._past:
            record, history = self._past
            summary = replace(record.summary, ending=None, failure="", test={}, host=self._session.host_name)
            self._record = replace(record, summary=summary)
            self._session.take_up(history)
        else:
            self._record = self._new_record(order)
        self._following = Following(self._record.summary, time.monotonic())
        self._document.keep_run(self._record, is_saved=True)

    def _new_record(self, order: Order) -> Record:
        design, folder = order.design, self._folder
        summary = Summary(
            folder.path.name if folder else new_identity(),
            self._document.project.next_name(),
            began=time.time(),
            host=self._session.host_name,
            seed=design.training.seed,
            epochs=design.training.epochs,
        )
        if folder:
            project = str(self._document.path or "")
            self._writer = RunWriter(lambda: Journal.begin(folder, order, summary, project))
        return Record(summary, design, order.device)

    def _listen(self, events: list[Event]) -> None:
        if not (events and self._record and self._following):
            return
        self._following.take_all(events, time.monotonic())
        self._write(events)
        last = events[-1]
        if isinstance(last, Finished | Failed):
            self._end(last.learned)
        elif time.monotonic() - self._said > BETWEEN_NEWS or any(isinstance(event, NOTABLE) for event in events):
            self._said = time.monotonic()
            self.progressed.emit(self._following.summary)

    def _write(self, events: list[Event]) -> None:
        if self._past and self._writer is None and self._folder:
            self._held += events
            started = next((event for event in events if isinstance(event, Started)), None)
            if started is None:
                return
            # only now it is known from where it goes on: what was written of later steps counts no longer
            events, self._held = self._held, []
            folder, step, epochs = self._folder, started.step, started.epochs_done
            host = self._session.host_name
            self._writer = RunWriter(lambda: Journal.go_on(folder, step, epochs, host=host))
        if self._writer is None:
            return
        self._writer.put(events)
        problem = self._writer.problem
        if problem and problem != self._complained:
            self.problem.emit(problem)
        self._complained = problem

    def _end(self, learned: Learned | None) -> None:
        assert self._record and self._following
        summary = self._following.summary
        if summary.step:
            curves = strict_json.write(self._session.history.to_plain())
            self._document.keep_run(replace(self._record, summary=summary, curves=curves, learned=learned))
        else:
            self._document.forget_run(summary.identity)
        self._record = self._folder = self._past = None
