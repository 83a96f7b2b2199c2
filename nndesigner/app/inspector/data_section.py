"""The data in the inspector: its source, its preparation, what is wrong with it, its split and its augmentation."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import EntryForm
from nndesigner.app.document.place import in_data
from nndesigner.app.document.source_form import SourceForm
from nndesigner.app.inspector.positive_class import PositiveClass
from nndesigner.app.inspector.steps import StepList
from nndesigner.app.widgets.problem_card import ProblemCard
from nndesigner.app.widgets.split_words import order_in_words, parts_in_words
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import entries
from nndesigner.catalog.problems import Fix, ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.design.check import fixed
from nndesigner.design.report import Problem

NO_STEPS = "The samples are learned from as they are."
NO_AUGMENTATION = "Samples are the same in every epoch."


class DataSection(QWidget):
    """Everything about the data, one below the other.

    `open_wanted` asks for the dialog, with the path of what is open, and `preview_wanted` for that of augmentation.
    """

    open_wanted = Signal(str)
    preview_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._problems: list[Problem] = []
        self.source = SourceForm(document, in_data("source", "Source", "Where the samples come from."))
        self.source.open_wanted.connect(self.open_wanted)
        self.positive = PositiveClass(document)
        self.preparation = StepList(document, "preparation", "preparation", NO_STEPS, "Add step")
        self.split = EntryForm(document, in_data("split", "Split", ""))
        self.parts = plain_label("", "small")
        self.parts.setContentsMargins(0, 8, 0, 0)
        self.augmentation = StepList(document, "augmentation", "augmentation", NO_AUGMENTATION, "Add augmentation")
        self.preview = QPushButton("Preview…")
        self.preview.setProperty("role", "fix")
        self.preview.setToolTip("See a few samples before and after")
        self.preview.clicked.connect(self.preview_wanted)
        self.augmentation.buttons.insertWidget(1, self.preview)
        self.cards: list[ProblemCard] = []
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.source)
        self._layout.addWidget(self.positive)
        self._layout.addLayout(self._cards)
        self._add_part("Preparation", self.preparation)
        self._add_part("Split", self.split)
        self._layout.addWidget(self.parts)
        self._augmenting = self._add_part("Augmentation", self.augmentation)

    def refresh(self) -> None:
        """Show what the document holds now."""
        data = self._document.design.data
        for part in (self.source, self.positive, self.preparation, self.split, self.augmentation):
            part.refresh()
        words = parts_in_words(data)
        self.parts.setText(f"{words} {order_in_words(data)}" if words else "")
        self.parts.setVisible(bool(words))
        shape = data.sample_shape()
        self.preview.setVisible(shape.axes == "CHW" and bool(data.augmentation))
        can = bool(data.augmentation) or can_be_augmented(shape)
        for widget in self._augmenting:
            widget.setVisible(can)
        self._show_problems()

    def contents(self) -> str:
        """What is chosen, in a word or two."""
        return self.source.contents()

    def _add_part(self, title: str, part: QWidget) -> tuple[QWidget, QWidget]:
        words = plain_label(title, "strong")
        words.setContentsMargins(0, 14, 0, 6)
        self._layout.addWidget(words)
        self._layout.addWidget(part)
        return words, part

    def _show_problems(self) -> None:
        wrong = self._document.design.data.problem
        found = [problem for problem in self._document.report.problems if wrong and problem.message == wrong]
        problems = found[:1] or ([Problem(wrong)] if wrong else [])
        if problems == self._problems:
            return
        self._problems = problems
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [ProblemCard(problem) for problem in problems]
        for card in self.cards:
            card.fix_chosen.connect(self._apply)
            self._cards.addWidget(card)
            self._cards.setContentsMargins(0, 10, 0, 0)
        if not self.cards:
            self._cards.setContentsMargins(0, 0, 0, 0)

    def _apply(self, problem: Problem, fix: Fix) -> None:
        self._document.edit(fix.label, lambda design: fixed(design, problem, fix))


def can_be_augmented(sample: Shape) -> bool:
    """Whether pictures are learned, which are what is usually augmented."""
    return sample.axes == "CHW" and any(_fits(kind(), sample) for kind in entries("augmentation").values())


def _fits(augmentation: object, sample: Shape) -> bool:
    assert isinstance(augmentation, Augmentation)
    try:
        augmentation.torch_call(sample)
    except ShapeProblem:
        return False
    return True
