"""What stands beside the data in the dialog: the target and why, what was noticed, and what will be done first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app.opening.words import on_one_line
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import dress
from nndesigner.app.widgets.split_words import order_in_words, parts_in_words
from nndesigner.app.widgets.step_words import parameters_in_words
from nndesigner.app.widgets.texts import heading, plain_label
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.sources.table import Table
from nndesigner.design.options import DataOptions, Split

if TYPE_CHECKING:
    from nndesigner.data.opening import Note, Proposal

WIDTH = 320
TASKS = {"number": "a number (regression)", "category": "a class (classification)"}


class Sidebar(QScrollArea):
    """`corrected` gives a column, "use" or "kind", and what it is to be."""

    corrected = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page: QWidget | None = None
        self._name = ""
        self.target, self.task = QComboBox(), QComboBox()
        self.target.setAccessibleName("Target column")
        self.task.setAccessibleName("Task")
        for box in (self.target, self.task):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        for kind, words in TASKS.items():
            self.task.addItem(words, kind)
        self.target.activated.connect(self._choose_target)
        self.task.activated.connect(lambda row: self.corrected.emit(self._name, "kind", self.task.itemData(row)))
        self._asks = self._asking()
        self._lists = QVBoxLayout()
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(16, 4, 20, 16)
        self._rows.setSpacing(0)
        self._rows.addWidget(self._asks)
        self._rows.addLayout(self._lists)
        self._rows.addStretch()
        self.setWidget(page)

    def show_proposal(self, proposal: "Proposal", before: DataOptions | None = None) -> None:
        """Show the target, what was noticed, and what will be done; a split that is left open stays as `before`."""
        data = proposal.data
        self._asks.setVisible(isinstance(data.source, Table))
        if isinstance(data.source, Table):
            self._show_target(data.source)
        self.why.setText(" ".join(note.text for note in proposal.notes if note.is_of_target))
        others = [note for note in proposal.notes if note.step is None and not note.is_of_target]
        lists = QWidget()
        rows = QVBoxLayout(lists)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self._add_notes(rows, "Check this", [note for note in others if note.is_warning], "warning", "warning")
        self._add_notes(rows, "What was found", [note for note in others if not note.is_warning], "info", "muted")
        reasons = {note.step: note.reason for note in proposal.notes if note.step is not None}
        self._add_steps(rows, data.preparation, reasons)
        if before and data.split == Split():
            data = replace(data, split=before.split)
        self._add_split(rows, data)
        if self._page:
            self._page.hide()
            self._lists.removeWidget(self._page)
            self._page.deleteLater()
        self._page = lists
        self._lists.addWidget(lists)
        lists.show()

    def _show_target(self, table: Table) -> None:
        blockers = QSignalBlocker(self.target), QSignalBlocker(self.task)
        chosen = next((column for column in table.columns if column.use == "target"), None)
        names = [column.name for column in table.columns]
        if [self.target.itemData(row) for row in range(self.target.count())] != names:
            self.target.clear()
            for name in names:
                self.target.addItem(on_one_line(name), name)
        self._name = chosen.name if chosen else ""
        self.target.setPlaceholderText("Choose a column")
        self.target.setCurrentIndex(self.target.findData(self._name) if chosen else -1)
        self.task.setEnabled(chosen is not None)
        self.task.setCurrentIndex(self.task.findData(chosen.kind) if chosen else -1)
        del blockers

    def _asking(self) -> QWidget:
        part = QWidget()
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 0, 0, 18)
        rows.setSpacing(6)
        rows.addWidget(heading("Learn to predict"))
        rows.addSpacing(2)
        rows.addWidget(self.target)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain_label("as", "muted", wraps=False))
        row.addWidget(self.task, 1)
        rows.addLayout(row)
        self.why = plain_label("", "small")
        self.why.setContentsMargins(0, 4, 0, 0)
        rows.addWidget(self.why)
        return part

    @staticmethod
    def _add_notes(rows: QVBoxLayout, title: str, notes: Sequence["Note"], name: str, role: str) -> None:
        if not notes:
            return
        rows.addWidget(heading(title))
        for note in notes:
            mark = QLabel()
            dress(mark, name, role, 14)
            mark.setContentsMargins(0, 2, 0, 0)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(plain_label(note.text, "" if note.is_warning else "muted"), 1)
            rows.addLayout(row)
        rows.addSpacing(12)

    @staticmethod
    def _add_steps(rows: QVBoxLayout, steps: Sequence[Entry], reasons: Mapping[int, str]) -> None:
        rows.addWidget(heading("Preparation"))
        if not steps:
            rows.addWidget(plain_label("None is needed.", "muted"))
            return
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 12)
        inside.setSpacing(10)
        for number, step in enumerate(steps):
            mark = plain_label(str(number + 1), "muted", wraps=False)
            mark.setFont(theme.font(theme.TEXT, tabular=True))
            mark.setFixedWidth(12)
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(plain_label(step.title(), "strong"))
            for words in filter(None, (parameters_in_words(step), reasons.get(number, ""))):
                texts.addWidget(plain_label(words, "small"))
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(texts, 1)
            inside.addLayout(row)
        rows.addWidget(card)
        rows.addWidget(plain_label("Learned from the training samples alone. The inspector can change it.", "small"))

    @staticmethod
    def _add_split(rows: QVBoxLayout, data: DataOptions) -> None:
        words = [parts_in_words(data), order_in_words(data)]
        if data.problem or not words[0]:
            return
        rows.addSpacing(12)
        rows.addWidget(heading("Split"))
        for text in words:
            rows.addWidget(plain_label(text, "muted"))

    def _choose_target(self, row: int) -> None:
        self.corrected.emit(self.target.itemData(row), "use", "target")
