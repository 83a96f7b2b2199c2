"""What stands beside the data in the dialog: the target and why, what was noticed, and what will be done first."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.data.corrections import target_of
from nndesigner.app.data.words import on_one_line
from nndesigner.app.icons import pixmap
from nndesigner.app.inspector.step_words import parameters_in_words
from nndesigner.app.inspector.texts import heading, plain_label
from nndesigner.catalog.description import in_words
from nndesigner.catalog.entry import Entry, entries
from nndesigner.catalog.sources.table import Table
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from nndesigner.data.opening import Note, Proposal

WIDTH = 320
_ABOUT_TARGET = re.compile(r"as the target|the task is|nothing to answer")
_STEP = re.compile("|".join(re.escape(f"{kind.title()}: ") for kind in entries("preparation").values()))
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

    def show_found(self, proposal: "Proposal", data: DataOptions) -> None:
        """Show what was noticed, why the target was proposed, and what will be done to the data."""
        is_table = isinstance(data.source, Table)
        reasons = reasons_of(proposal.notes, data.preparation)
        about_target = [note for note in proposal.notes if _ABOUT_TARGET.search(note.text)]
        self._asks.setVisible(is_table)
        self.why.setText(self._why(proposal, data, about_target))
        others = [note for note in proposal.notes if note not in about_target and not _STEP.match(note.text)]
        others = [note for note in others if _still_holds(note.text, data)]
        lists = QWidget()
        rows = QVBoxLayout(lists)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self._add_notes(rows, "Look at this", [note for note in others if note.is_warning], "warning", "warning")
        self._add_notes(rows, "What was found", [note for note in others if not note.is_warning], "info", "muted")
        self._add_steps(rows, data.preparation, reasons)
        if self._page:
            self._page.hide()
            self._lists.removeWidget(self._page)
            self._page.deleteLater()
        self._page = lists
        self._lists.addWidget(lists)

    @staticmethod
    def _why(proposal: "Proposal", data: DataOptions, about_target: Sequence["Note"]) -> str:
        """Why the target and the task are what they are, or that they were chosen."""
        before, now = proposal.data.source, data.source
        if not isinstance(before, Table) or not isinstance(now, Table):
            return ""
        proposed, chosen = target_of(before), target_of(now)
        if chosen is None:
            return "No column is the target. Choose one to be answered."
        if proposed is None or (proposed.name, proposed.kind) == (chosen.name, chosen.kind):
            return " ".join(note.text for note in about_target)
        return f"Your choice. Proposed was {on_one_line(proposed.name)} as {TASKS.get(proposed.kind, proposed.kind)}."

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
        rows.addWidget(plain_label("Learned from the training part alone. The inspector can change it.", "small"))

    def _choose_target(self, row: int) -> None:
        self.corrected.emit(self.target.itemData(row), "use", "target")


def _still_holds(text: str, data: DataOptions) -> bool:
    """Whether a note is true after corrections: a column that is used now is not ignored."""
    used = data.source.used() if isinstance(data.source, Table) else ()
    return not any(text.startswith(f"{in_words(column.name)} is ignored") for column in used)


def reasons_of(notes: Sequence["Note"], steps: Sequence[Entry]) -> dict[int, str]:
    """Why each step was proposed, by its number; each reason is given once."""
    left = [note.text for note in notes]
    found = {}
    for number, step in enumerate(steps):
        start = f"{step.title()}: "
        reason = next((text for text in left if text.startswith(start)), "")
        if reason:
            left.remove(reason)
            words = reason.removeprefix(start)
            found[number] = words[:1].upper() + words[1:]
    return found
