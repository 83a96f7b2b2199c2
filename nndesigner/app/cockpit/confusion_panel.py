"""Which classes are taken for which: truths and predictions of the last validation, and of the test at the end."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.cockpit.confusion_cells import ConfusionCells, Matrix
from nndesigner.app.cockpit.hover import Hover, Row
from nndesigner.app.cockpit.panel import Panel, Table
from nndesigner.app.widgets.panel_header import Part
from nndesigner.app.widgets.theme import themes
from nndesigner.catalog.description import in_words
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.targets import TargetKind
from nndesigner.design.goals import OneUnit, class_names, goals
from nndesigner.training.events import Confusion
from nndesigner.words.numbers import percent

_DIGITS = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")
_TERMS = (("true negatives", "false positives: false alarms"), ("false negatives: missed", "true positives"))
"""What the cells are called where one of two classes is the positive one."""
_WHY_NOT: dict[TargetKind, str] = {
    "values": "This network predicts numbers, not classes: there is nothing that could be mixed up.",
    "labels": "With several labels for each sample there is no single prediction: precision and recall say more.",
    "symbols": "This network predicts rows of symbols, not one class: there is nothing to count here.",
}


class ConfusionPanel(Panel):
    """A table of all classes: rows are truths, columns are predictions. Of two, the positive class comes last."""

    def build_content(self) -> QWidget:
        self.cells = ConfusionCells()
        self.hover = Hover(self.cells)
        self._drawn: tuple[object, ...] = ()
        self._counts: Confusion | None = None
        self.cells.resized.connect(self._forget)
        self.cells.pointed.connect(self._point)
        return self.cells

    def has_data(self) -> bool:
        confusion = self.session.history.confusion
        return confusion is not None and confusion.size > 0

    def why_empty(self) -> str:
        history, design = self.session.history, self.session.design
        if history.started is None or design is None:
            return self.view.empty_text
        kinds = [goal.target.kind for goal in goals(design)]
        if kinds and "classes" not in kinds:
            return _WHY_NOT[kinds[0]]
        if not history.started.validation_samples:
            return "No samples are set aside for validation, so the predictions are counted at the end, in the test."
        return "Which classes are taken for which appears here after the first epoch."

    def draw(self) -> list[Part]:
        matrix, counts = self._matrix(), self.session.history.confusion
        drawn = (matrix.names, self.cells.size(), themes.current.name)
        if drawn != self._drawn or counts is not self._counts:
            self.cells.show_matrix(matrix)
            self._drawn, self._counts = drawn, counts
        right = float(np.trace(matrix.counts) / max(matrix.counts.sum(), 1))
        positive = [] if matrix.positive is None else [Part(f"positive: {in_words(matrix.names[matrix.positive])}")]
        return [Part(f"{percent(right)} right"), *positive, Part(" · ".join([*self._output(), self._where()]))]

    def table(self) -> Table:
        if not self.has_data():
            return ("truth",), ()
        matrix = self._matrix()
        rows = ((name, *counts) for name, counts in zip(matrix.names, matrix.counts.tolist(), strict=True))
        return ("truth", *(f"predicted {name}" for name in matrix.names)), rows

    def add_choices(self, menu: QMenu) -> None:
        """Nothing to choose."""

    def _matrix(self) -> Matrix:
        counts = self.session.history.confusion
        assert counts is not None
        names = class_names(self.session.design) if self.session.design else ()
        fitting = names if len(names) == len(counts) else tuple(str(number) for number in range(len(counts)))
        unit = self._unit()
        if unit is None or len(counts) != 2:
            return Matrix(counts, fitting)
        return Matrix(counts, fitting, 1) if unit.positive else Matrix(counts[::-1, ::-1], fitting[::-1], 1)

    def _unit(self) -> OneUnit | None:
        """The unit that learned both classes, when it is its answers that are counted."""
        design = self.session.design
        counted = [goal.unit for goal in goals(design) if goal.target.kind == "classes"] if design else []
        return counted[0] if counted else None

    def _output(self) -> list[str]:
        """Which output is counted, when there are several."""
        design = self.session.design
        if design is None or not self.session.history.outputs:
            return []
        return [goal.name for goal in goals(design) if goal.target.kind == "classes"][:1]

    def _where(self) -> str:
        history = self.session.history
        if history.test:
            return "test"
        return f"validation, epoch {history.epochs[-1].epoch}" if history.epochs else "validation"

    def _forget(self) -> None:
        self._drawn = ()
        self.ask_for_redraw()

    def _point(self, cell: tuple[int, int] | None, at: QPointF) -> None:
        if cell is None or not self.has_data():
            self.hover.hide()
            return
        self.hover.show_at(at, QRectF(), tuple(Row(text) for text in self.told(*cell)), has_line=False)

    def told(self, row: int, column: int) -> list[str]:
        """What the cell says, in words."""
        matrix = self._matrix()
        number, of = int(matrix.counts[row, column]), int(matrix.counts[row].sum())
        many, predicted = _many(matrix.names[row]), matrix.names[column]
        if not of:
            return [f"There are no {many} here"]
        counted = f"{grouped(number)} of {grouped(of)} {many} {'was' if number == 1 else 'were'} predicted"
        recall, precision = matrix.recall(row), matrix.precision(column)
        term = [] if matrix.positive is None else [_TERMS[row][column]]
        if row != column or recall is None:
            return [f"{counted} as {predicted}", *([f"{percent(number / of)} of them"] if number else []), *term]
        words = [f"{counted} correctly", f"recall {percent(recall)}"]
        return [*words, *([] if precision is None else [f"precision {percent(precision)}"]), *term]


def _many(name: str) -> str:
    """Samples of the class called `name`."""
    return _DIGITS[int(name)] if len(name) == 1 and name in "0123456789" else f"samples of {name}"
