"""The panel that shows the data: samples to look through, how many there are of each class, and answers to them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDockWidget, QMenu, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.document import Document
from nndesigner.app.looking.answer_card import AnswerCard, Sent
from nndesigner.app.looking.answering import Decision, Knowledge, Library, Oracle
from nndesigner.app.looking.background import Background
from nndesigner.app.looking.choosing import Choice, Indices, chosen
from nndesigner.app.looking.class_bars import ClassBars
from nndesigner.app.looking.collection import Collection
from nndesigner.app.looking.controls import Controls
from nndesigner.app.looking.stage import Stage
from nndesigner.app.looking.words import NOT_YET, SENDING, about, counted
from nndesigner.app.plots.header import Header, Part
from nndesigner.app.training.session import TrainingSession
from nndesigner.design.difference import Difference
from nndesigner.training.events import EpochDone, Event, Failed, Finished

SETTLING = 250
"""Milliseconds after a change of the data until it is read again."""
WIDE = 1.4
"""From this ratio of width to height on, the answer stands beside the samples and not below them."""
SIDE = 300


class DataPanel(QWidget):
    """Reads, searches and answers only while it can be seen. `header` can be taken as the title bar of its dock."""

    def __init__(self, document: Document, session: TrainingSession) -> None:
        super().__init__()
        self._document, self._session = document, session
        self._knowledge = Knowledge(document.design, document.project.weights)
        self._library, self._oracle, self._judge = Library(), Oracle(), Oracle()
        self._quick, self._slow = Background(self), Background(self)
        self._collection: Collection | None = None
        self._group = -1
        self._sent = -1
        self._errors: tuple[Knowledge, int, NDArray[np.float64]] | None = None
        self._build()
        self._place()
        self._connect()

    @property
    def collection(self) -> Collection | None:
        """The samples that are shown."""
        return self._collection

    @property
    def knowledge(self) -> Knowledge:
        """The network that answers."""
        return self._knowledge

    @property
    def is_busy(self) -> bool:
        """Whether something is under way in the background."""
        return self._settling.isActive() or not (self._quick.is_idle and self._slow.is_idle)

    def _build(self) -> None:
        self.menu = QMenu(self)
        self.menu.addAction("Float or dock", self._float)
        self.menu.addAction("Close", lambda: self._dock and self._dock.close())
        self.header = Header("Data", self.menu)
        self.controls, self.bars, self.card = Controls(), ClassBars(), AnswerCard()
        self.stage = Stage(self._quick)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._progress = QTimer(self, interval=100)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.controls)
        side.addWidget(self.bars)
        side.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(0)
        self._answer = QWidget()
        answer = QVBoxLayout(self._answer)
        answer.setContentsMargins(0, 0, 0, 0)
        answer.addWidget(self.card)
        answer.addStretch(1)
        self._body.addWidget(self._side)
        self._body.addWidget(self.stage, 1)
        self._body.addWidget(self._answer)
        column.addLayout(self._body, 1)
        self.setMinimumSize(260, 200)

    def _connect(self) -> None:
        self._settling.timeout.connect(self.refresh)
        self._progress.timeout.connect(self._tell_progress)
        self.controls.changed.connect(self._search)
        self.bars.chosen.connect(self._choose_group)
        self.stage.sent.connect(self.send)
        self.stage.turned_to.connect(self._turn_to)
        self.stage.plane.looked_at.connect(self._decide)
        self._document.changed.connect(self._hear_of_change)
        self._document.loaded.connect(self._start_again)
        self._session.happened.connect(self._listen)
        self._session.state_changed.connect(lambda _: self._tell_about())
        theme.themes.changed.connect(self.header.restyle)

    def refresh(self) -> None:
        """Read the data of the design, unless that is what is shown, and answer with what is known now."""
        if not self.isVisible():
            return
        design = self._document.design
        if self._knowledge.weights is None and self._knowledge.design is not design:
            self._knowledge = Knowledge(design)
        if self._collection is None:
            self.stage.say("Reading the data…")
        self._quick.ask("read", lambda _: self._library.read(design), self._show, self._fail)

    def send(self, sample: int) -> None:
        """Send a sample through the network."""
        collection, part, knowledge = self._collection, self.controls.part, self._knowledge
        if collection is None:
            return
        self._sent = sample
        title = f"Sample {sample + 1}"
        if collection.parts[part].fed is None:
            self.card.show_words(title, collection.problem or NOT_YET, bool(collection.problem))
            return

        def answer(_: object) -> Sent:
            return Sent(collection, part, sample, self._oracle.send(knowledge, collection, part, sample))

        self._quick.ask("send", answer, self._show_answer, lambda why: self.card.show_words(title, why, True))

    def _show(self, collection: Collection) -> None:
        if collection is not self._collection:
            self._collection, self._group, self._sent, self._errors = collection, -1, -1, None
            self.controls.show_numbers(collection)
            self.card.make_room(collection)
            self.card.show_words("Answer", SENDING)
            self._search()
        self._tell_about()
        self._answer_anew()

    def _fail(self, problem: str) -> None:
        self._collection = None
        self.controls.show_numbers(None)
        self.bars.show_counts((), [], -1, False)
        self.card.show_words("", "")
        self.header.show_parts([])
        self.stage.say(problem)

    def _choose_group(self, group: int) -> None:
        self._group = group
        self._search()

    def _search(self) -> None:
        """Find the samples that are wanted, and first which are answered wrong when only those are."""
        collection = self._collection
        if collection is None:
            return
        choice = Choice(
            self.controls.part,
            self._group if self._group >= 0 else None,
            self.controls.text,
            self.controls.wants_worst,
        )
        self._show_bars(collection, choice.part)
        errors = self._known_errors(choice.part) if choice.worst else None
        if choice.worst and errors is None:
            self._ask_for_errors(collection, choice.part)
            return
        self._slow.drop("errors")
        self._progress.stop()
        self._quick.ask(
            "search", lambda _: chosen(collection, choice, errors), lambda found: self._list(choice, found), self._fail
        )

    def _known_errors(self, part: int) -> NDArray[np.float64] | None:
        known = self._errors
        return known[2] if known and known[0] is self._knowledge and known[1] == part else None

    def _ask_for_errors(self, collection: Collection, part: int) -> None:
        knowledge = self._knowledge

        def take(errors: NDArray[np.float64]) -> None:
            self._errors = knowledge, part, errors
            self._knowledge = knowledge if self._session.is_active else self._knowledge
            self._search()

        self._slow.ask(
            "errors", lambda task: self._judge.errors(knowledge, collection, part, task), take, self._fail_to_judge
        )
        self._progress.start()
        self._tell_progress()

    def _fail_to_judge(self, problem: str) -> None:
        self._progress.stop()
        self.stage.say(problem)

    def _tell_progress(self) -> None:
        task = self._slow.task("errors")
        if task is None:
            self._progress.stop()
            return
        self.stage.say(f"The network answers all samples… {task.done * 100:.0f} %")

    def _show_bars(self, collection: Collection, part: int) -> None:
        groups = collection.groups
        self.bars.setVisible(groups is not None)
        if groups:
            has_marks = collection.kind == "points" and groups.ends is None
            names = groups.names
            self.bars.show_counts(
                names, groups.counts(part, collection.parts[part].members()), self._group, has_marks, groups.ends
            )

    def _list(self, choice: Choice, found: Indices) -> None:
        collection = self._collection
        if collection is None:
            return
        self.header.show_parts([Part(counted(collection, choice.part, len(found)))])
        self.stage.show_samples(collection, choice, found)

    def _turn_to(self, sample: int) -> None:
        if sample != self._sent:
            self._sent = -1
            self.card.show_words(f"Sample {sample + 1}", "Press Enter to send it through the network.")

    def _show_answer(self, sent: Sent) -> None:
        if sent.collection is self._collection:
            self.card.show_answer(sent, self._about())

    def _about(self) -> str:
        return about(self._knowledge, self._document.design, self._session.is_active)

    def _tell_about(self) -> None:
        collection = self._collection
        if collection is None or not self.isVisible():
            return
        part = collection.parts[self.controls.part]
        why_not = "" if self._knowledge.weights is not None else "Train the network first: it has learned nothing yet."
        if part.fed is None or part.targets is None:
            why_not = why_not or collection.problem or NOT_YET
        self.controls.allow_worst(why_not, collection.target.kind == "values")

    def _answer_anew(self) -> None:
        """Answer again what is on the screen, with what is known now."""
        if not self.isVisible() or self._collection is None:
            return
        if self._sent >= 0:
            self.send(self._sent)
        if self._collection.kind == "points":
            self._decide()
        if self.controls.wants_worst and not self._session.is_active and self._known_errors(self.controls.part) is None:
            self._search()

    def _decide(self) -> None:
        """Ask what the network answers all over the plane."""
        grid, knowledge, collection = self.stage.plane.grid(), self._knowledge, self._collection
        if grid is None or collection is None or not self.isVisible():
            return
        if knowledge.weights is None:
            self.stage.plane.show_decision(None)
            return

        def show(decision: Decision | None) -> None:
            if collection is self._collection:
                self.stage.plane.show_decision(decision)

        self._quick.ask(
            "decide",
            lambda task: self._oracle.decide(knowledge, *grid, task),
            show,
            lambda _: self.stage.plane.show_decision(None),
        )

    def _listen(self, events: list[Event]) -> None:
        before, design = self._knowledge, self._session.design
        for event in events:
            match event:
                case EpochDone() if design:
                    self._knowledge = Knowledge(design, event.weights, event.epoch)
                case Finished() if design:
                    self._knowledge = Knowledge(design, event.weights, event.epochs)
                case Failed() if design and event.weights:
                    self._knowledge = Knowledge(design, event.weights)
        if self._knowledge is not before:
            self._tell_about()
            self._answer_anew()

    def _hear_of_change(self, difference: Difference) -> None:
        if difference.data:
            self._collection = self._collection if self.isVisible() else None
        if self.isVisible():
            self._settling.start()

    def _start_again(self) -> None:
        """Another project was loaded."""
        self._knowledge = Knowledge(self._document.design, self._document.project.weights)
        self._collection, self._sent, self._errors = None, -1, None
        self._slow.drop("errors")
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._progress.stop()
        for name in ("read", "send", "search", "decide", "pictures"):
            self._quick.drop(name)
        self._slow.drop("errors")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() > WIDE * self.height()
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        for beside in (self._side, self._answer):
            beside.setMinimumWidth(min(SIDE, self.width() // 3) if is_wide else 0)
            beside.setMaximumWidth(min(SIDE, self.width() // 3) if is_wide else 16_777_215)

    @property
    def _dock(self) -> QDockWidget | None:
        parent = self.parent()
        return parent if isinstance(parent, QDockWidget) else None

    def _float(self) -> None:
        if self._dock:
            self._dock.setFloating(not self._dock.isFloating())
