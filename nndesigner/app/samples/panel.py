"""The panel that shows the data: samples to look through, how many there are of each class, and predictions."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from nndesigner.answers.choosing import Choice, Indices, chosen
from nndesigner.answers.collection import TRAINING, Collection
from nndesigner.answers.library import Library
from nndesigner.answers.outputs import NOT_YET, Outputs
from nndesigner.answers.predictor_choice import PredictorChoice, about
from nndesigner.answers.ready_network import ReadyNetwork, Sent
from nndesigner.app.document.document import Document
from nndesigner.app.engine import build_inference, load_data
from nndesigner.app.samples.answer_card import AnswerCard
from nndesigner.app.samples.arrangement import Arrangement
from nndesigner.app.samples.class_bars import ClassBars
from nndesigner.app.samples.controls import Controls
from nndesigner.app.samples.decision_updates import DecisionUpdates
from nndesigner.app.samples.error_search import ErrorSearch
from nndesigner.app.samples.generated import GeneratedWindow, can_generate
from nndesigner.app.samples.stage import Stage
from nndesigner.app.samples.words import SENDING, counted, files_of
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.background import Background
from nndesigner.app.widgets.dock_actions import add_dock_actions
from nndesigner.app.widgets.panel_header import Header, Part
from nndesigner.design.difference import Difference
from nndesigner.project.learned import Learned, Predictor, design_of
from nndesigner.training.events import Event

SETTLING = 250
"""Milliseconds after a change until the data is read again, and between two updates with what is learned."""


class DataPanel(QWidget):
    """Reads, searches and predicts only while it can be seen. `header` can be taken as the title bar of its dock.

    `wanted` when data of the user's own was opened, which should be shown.
    """

    wanted = Signal()

    def __init__(self, document: Document, session: TrainingSession) -> None:
        super().__init__()
        self._document, self._session = document, session
        self._predictors = PredictorChoice(document.design, document.project.learned)
        self._library, self._network = Library(load_data), ReadyNetwork(build_inference)
        self._quick, self._error_search = Background(self), ErrorSearch(self)
        self._collection: Collection | None = None
        self._group, self._sent, self._part = -1, -1, TRAINING
        self._outputs = Outputs()
        self._files, self._source = files_of(document.design), document.design.data.source
        self._judged: Predictor | None = None
        """The network whose wrong predictions are shown: not every epoch finds them anew, because that takes long."""
        self._build()
        self._place()
        self._connect()

    @property
    def collection(self) -> Collection | None:
        """The samples that are shown."""
        return self._collection

    @property
    def predictor(self) -> Predictor:
        """The network that predicts."""
        return self._predictors.now

    @property
    def is_busy(self) -> bool:
        """Whether something is under way in the background."""
        is_due = self._settling.isActive() or self._news.isActive()
        return is_due or not (self._quick.is_idle and self._error_search.is_idle)

    def _build(self) -> None:
        self.menu = QMenu(self)
        add_dock_actions(self.menu, self)
        self.header = Header("Data", self.menu)
        self.controls, self.bars, self.card = Controls(), ClassBars(), AnswerCard()
        self.stage = Stage(self._quick)
        self._decision_updates = DecisionUpdates(self.stage.plane, self._network, self._quick)
        self._settling, self._news = (QTimer(self, singleShot=True, interval=SETTLING) for _ in range(2))

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._arrangement = Arrangement((self.controls, self.bars), self.stage, self.card)
        column.addWidget(self._arrangement, 1)
        self.setMinimumSize(260, 120)

    def _connect(self) -> None:
        self._settling.timeout.connect(self.refresh)
        self._news.timeout.connect(self.refresh)
        self._error_search.told.connect(self.stage.say)
        self._error_search.done.connect(self._search)
        self.controls.changed.connect(self._hear_of_choice)
        self.controls.generate.clicked.connect(lambda: GeneratedWindow(self.predictor, self._collection, self).show())
        self.bars.chosen.connect(self._choose_group)
        self.card.output_chosen.connect(self._choose_output)
        self._arrangement.became_low.connect(self._make_low)
        self.stage.sent.connect(self.send)
        self.stage.turned_to.connect(self._turn_to)
        self.stage.plane.looked_at.connect(self._decide)
        self._document.changed.connect(self._hear_of_change)
        self._document.loaded.connect(self._start_again)
        self._session.happened.connect(self._listen)
        self._session.state_changed.connect(lambda _: self._tell_about())
        theme.themes.changed.connect(self.header.restyle)

    def refresh(self) -> None:
        """Read the data of the design, unless that is what is shown, and predict with what is learned now."""
        if not self.isVisible():
            return
        design = self._document.design
        if self._predictors.follow(design):
            self._show_outputs()
        if self._collection is None:
            self.stage.say("Reading the data…")
        predictor = self.predictor
        self._quick.ask("read", lambda *_: self._library.read(predictor, design.data), self._show, self._fail)

    def send(self, sample: int) -> None:
        """Send a sample through the network."""
        collection, part, predictor = self._collection, self.controls.part, self.predictor
        if collection is None:
            return
        self._sent = sample
        title = f"Sample {sample + 1}"
        if collection.parts[part].fed is None:
            self.card.show_words(title, collection.problem or NOT_YET, bool(collection.problem))
            return
        self._quick.ask(
            "send",
            lambda *_: self._network.send(predictor, collection, part, sample),
            self._show_answer,
            lambda why: self.card.show_words(title, why, True),
        )

    def _show(self, collection: Collection) -> None:
        is_new, source = collection is not self._collection, self._document.design.data.source
        if is_new:
            self._collection, self._judged = collection, None
            if source != self._source:
                self._group, self._sent = -1, -1
                self.controls.start_again()
            self._source = source
            self.controls.show_numbers(collection)
            self._show_outputs()
            self.card.make_room(collection)
            self.card.show_words("Prediction", SENDING)
        self._tell_about()
        if is_new:
            self._search()
        self._answer_anew()

    def _fail(self, problem: str) -> None:
        self._collection = None
        self.controls.show_numbers(None)
        self.bars.show_counts((), [], -1)
        self.card.show_words("", "")
        self.header.show_parts([])
        self.stage.say(problem)

    def _hear_of_choice(self) -> None:
        if self.controls.part != self._part:  # the sample of this number is another one there
            self._part, self._sent = self.controls.part, -1
            self.card.show_words("Prediction", SENDING)
        self._search()

    def _choose_group(self, group: int) -> None:
        self._group = group
        self._search()

    def _choose_output(self, output: int) -> None:
        self._outputs.chosen = output
        self._show_outputs()
        self._tell_about()
        self._decide()
        if self.controls.wants_worst:
            self._search()

    def _show_outputs(self) -> None:
        self.controls.generate.setVisible(can_generate(self.predictor))
        self._outputs.follow(design_of(self.predictor))
        self.card.show_outputs(self._outputs.names, self._outputs.chosen)

    def _search(self) -> None:
        """Find the samples to show, and first which are predicted wrong when only those are shown."""
        collection = self._collection
        if collection is None:
            return
        controls, group = self.controls, self._group if self._group >= 0 else None
        choice = Choice(controls.part, group, controls.text, controls.wants_worst, self._outputs.is_measured)
        self._show_bars(collection, choice.part)
        errors = None
        if choice.worst:
            self._judged = self._judged or self.predictor
            errors = self._error_search.errors(self._judged, collection, choice.part, self._outputs.judged)
            if errors is None:
                self._error_search.find(self._judged, collection, choice.part, self._outputs.judged)
                return
        self._error_search.stop()
        self._quick.ask(
            "search", lambda *_: chosen(collection, choice, errors), lambda found: self._list(choice, found), self._fail
        )

    def _show_bars(self, collection: Collection, part: int) -> None:
        self.bars.setVisible(collection.groups is not None and (not self._arrangement.is_low or self._group >= 0))
        self.bars.show_part(collection, part, self._group)

    def _make_low(self, is_low: bool) -> None:
        self.card.make_low(is_low)
        if self._collection:
            self._show_bars(self._collection, self.controls.part)

    def _list(self, choice: Choice, found: Indices) -> None:
        collection = self._collection
        if collection is None:
            return
        self.header.show_parts([Part(counted(collection, choice.part, len(found)))])
        self.stage.show_samples(collection, choice, found, self._sent, self.controls.as_table.isChecked())

    def _turn_to(self, sample: int) -> None:
        if sample != self._sent:
            self._sent = -1
            self.card.show_words(f"Sample {sample + 1}", "Press Enter to send it through the network.")

    def _show_answer(self, sent: Sent) -> None:
        if sent.collection is self._collection and sent.sample == self._sent:
            self.card.show_answer(sent, about(self.predictor, self._document.design, self._session.is_active))

    def _tell_about(self) -> None:
        collection = self._collection
        if collection is None or not self.isVisible():
            return
        part, is_trained = collection.parts[self.controls.part], isinstance(self.predictor, Learned)
        why_not = self._outputs.why_not_judged(part, collection.problem, is_trained)
        by = " by at least one output" if len(self._outputs.asked) > 1 else ""
        self.controls.allow_worst(why_not, self._outputs.is_measured, by)

    def _answer_anew(self) -> None:
        """Predict again what is on the screen, with what is learned now."""
        if not self.isVisible() or self._collection is None:
            return
        if self._sent >= 0:
            self.send(self._sent)
        if self._collection.kind == "points":
            self._decide()
        if not self._session.is_active and self._judged is not self.predictor:
            self._judged = None
            if self.controls.wants_worst:
                self._search()

    def _decide(self) -> None:
        """Find what the network predicts all over the plane."""
        if self._collection is None or not self.isVisible():
            return
        outputs = self._outputs
        self._decision_updates.ask(self.predictor, self._collection, outputs.drawn, outputs.about_drawn)

    def _listen(self, events: list[Event]) -> None:
        before = design_of(self.predictor)
        if self._predictors.listen(events, self._document.design):
            if design_of(self.predictor) is not before:
                self._show_outputs()
            self._tell_about()
            if self.isVisible() and not self._news.isActive():
                self._news.start()

    def _hear_of_change(self, difference: Difference) -> None:
        if difference.data:
            before, self._files = self._files, files_of(self._document.design)
            if self._files and self._files != before:
                self.wanted.emit()
        if self.isVisible():
            self._settling.start()

    def _start_again(self) -> None:
        """Another project was loaded."""
        self._predictors = PredictorChoice(self._document.design, self._document.project.learned)
        self._collection, self._sent, self._judged, self._outputs = None, -1, None, Outputs()
        self._files = files_of(self._document.design)
        self._error_search.stop()
        self.controls.start_again()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for name in ("read", "send", "search", "pictures"):
            self._quick.drop(name)
        self._decision_updates.stop()
        self._error_search.stop()
