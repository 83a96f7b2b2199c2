"""All problems of the design, each with its layer and the buttons that put it right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets.icons import dress
from nndesigner.app.widgets.problem_card import ProblemCard
from nndesigner.app.widgets.texts import plain_label
from nndesigner.design.report import Problem

NOTHING_WRONG = "No problems: this network can be trained."


class ProblemsList(QScrollArea):
    """A card for each problem; a click on it selects the layer it sits on."""

    def __init__(self, document: Document, selection: Selection, editing: Editing) -> None:
        super().__init__()
        self._document = document
        self._selection = selection
        self._editing = editing
        self._problems: tuple[Problem, ...] | None = None
        self._names: tuple[str, ...] = ()
        self.cards: list[ProblemCard] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Problems")
        page = QWidget()
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(12, 8, 12, 12)
        self._layout.setSpacing(8)
        self._empty = _EmptyState()
        self._layout.addWidget(self._empty)
        self._layout.addStretch()
        self.setWidget(page)
        document.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        problems = self._document.report.problems
        names = tuple(self._name(problem) for problem in problems)
        if (problems, names) == (self._problems, self._names):
            return
        self._problems, self._names = problems, names
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [ProblemCard(problem, name) for problem, name in zip(problems, names, strict=True)]
        for row, card in enumerate(self.cards):
            card.fix_chosen.connect(self._editing.apply_fix)
            if card.problem.node:
                card.clicked.connect(self._select)
                card.make_clickable()
            self._layout.insertWidget(row, card)
        self._empty.setVisible(not problems)

    def _name(self, problem: Problem) -> str:
        node = self._document.design.nodes.get(problem.node or "")
        return node.name if node else ""

    def _select(self, problem: Problem) -> None:
        if problem.node:
            self._selection.set([problem.node])


class _EmptyState(QWidget):
    """Says that all is well."""

    def __init__(self) -> None:
        super().__init__()
        mark = QLabel()
        dress(mark, "good", "good", 18)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(8)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(plain_label(NOTHING_WRONG, "muted"), 1)
