"""What stands beside the data in the dialog: the target and why, what was noticed, and what will be done first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.data.corrections import target_of
from nndesigner.app.data.words import on_one_line
from nndesigner.app.icons import pixmap
from nndesigner.app.inspector.step_words import parameters_in_words
from nndesigner.app.inspector.texts import heading, plain_label
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.sources.table import Table

if TYPE_CHECKING:
    from nndesigner.data.opening import Note

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
        self.target = QComboBox(accessibleName="Target column")
        self.task = QComboBox(accessibleName="Task")
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

    def show_table(self, table: Table) -> None:
        """Let the target of this table be chosen."""
        blockers = QSignalBlocker(self.target), QSignalBlocker(self.task)
        chosen = target_of(table)
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

    def show_found(self, is_table: bool, notes: Sequence["Note"], steps: Sequence[Entry]) -> None:
        """Show what was noticed and what will be done to the data."""
        self._asks.setVisible(is_table)
        lists = QWidget()
        rows = QVBoxLayout(lists)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        warnings = [note for note in notes if note.is_warning]
        self._add_notes(rows, "Look at this", warnings, "warning", "warning")
        self._add_notes(rows, "What was found", [note for note in notes if not note.is_warning], "good", "good")
        self._add_steps(rows, steps)
        if self._page:
            self._page.hide()
            self._lists.removeWidget(self._page)
            self._page.deleteLater()
        self._page = lists
        self._lists.addWidget(lists)

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
        return part

    def _add_notes(self, rows: QVBoxLayout, title: str, notes: Sequence["Note"], name: str, role: str) -> None:
        if not notes:
            return
        rows.addWidget(heading(title))
        for note in notes:
            mark = QLabel()
            mark.setPixmap(pixmap(name, role, 14, self.devicePixelRatioF()))
            mark.setContentsMargins(0, 2, 0, 0)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(plain_label(note.text, "" if note.is_warning else "muted"), 1)
            rows.addLayout(row)
        rows.addSpacing(12)

    @staticmethod
    def _add_steps(rows: QVBoxLayout, steps: Sequence[Entry]) -> None:
        rows.addWidget(heading("Preparation"))
        if not steps:
            rows.addWidget(plain_label("None is needed.", "muted"))
            return
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(8)
        for number, step in enumerate(steps, 1):
            mark = plain_label(str(number), "muted", wraps=False)
            mark.setFont(theme.font(theme.TEXT, tabular=True))
            mark.setFixedWidth(12)
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(plain_label(step.title(), "strong"))
            if words := parameters_in_words(step):
                texts.addWidget(plain_label(words, "small"))
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(texts, 1)
            inside.addLayout(row)
        rows.addWidget(card)
        rows.addWidget(plain_label("Learned from the training part alone. The inspector changes it.", "small"))

    def _choose_target(self, row: int) -> None:
        self.corrected.emit(self.target.itemData(row), "use", "target")
