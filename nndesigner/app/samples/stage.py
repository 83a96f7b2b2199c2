"""Where the samples are seen: a grid, a table, the plane, or a sentence that says why there is nothing to see."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget

from nndesigner.answers.choosing import Choice, Indices
from nndesigner.answers.collection import Collection
from nndesigner.app.samples.grid import SampleGrid
from nndesigner.app.samples.model import SampleModel
from nndesigner.app.samples.plane import PointsPlane
from nndesigner.app.samples.table import SampleTable
from nndesigner.app.samples.words import nothing_found
from nndesigner.app.widgets.background import Background


class Stage(QStackedWidget):
    """`sent` brings a sample that was clicked or chosen with Enter, `turned_to` one that is selected."""

    sent = Signal(int)
    turned_to = Signal(int)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._fitted: Collection | None = None
        """The samples to which the widths of the table's columns belong."""
        self.model = SampleModel()
        self.grid = SampleGrid(self.model, background)
        self.table = SampleTable(self.model)
        self.plane = PointsPlane()
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setProperty("role", "muted")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(24, 0, 24, 16)
        for page in (self.message, self.grid, self.table, self.plane):
            self.addWidget(page)
        for view in (self.grid, self.table, self.plane):
            view.sent.connect(self.sent)
            view.turned_to.connect(self.turned_to)

    def say(self, text: str) -> None:
        """Show a sentence and no samples."""
        self.message.setText(text)
        self.setCurrentWidget(self.message)

    def show_samples(
        self, collection: Collection, choice: Choice, found: Indices, selected: int = -1, as_table: bool = False
    ) -> None:
        """Show the samples with these numbers, points also `as_table`, or say why there are none.

        One of them may be selected.
        """
        of_another = self._fitted is not collection
        self.model.show(collection, choice.part, found)
        if collection.kind == "points":
            self.plane.show_points(collection, choice.part, found)
        if not len(found):
            self.say(nothing_found(choice.text, choice.worst))
        elif collection.kind == "points" and not as_table:
            self.setCurrentWidget(self.plane)
        elif collection.kind in ("rows", "points"):
            self.setCurrentWidget(self.table)
            if of_another:
                self._fitted = collection
                self.table.fit_columns()
        else:
            self.setCurrentWidget(self.grid)
            self.grid.lay_out()
        self._select(self.model.row_of(selected))

    def _select(self, row: int) -> None:
        view = self.currentWidget()
        if row >= 0 and isinstance(view, SampleGrid | SampleTable):
            view.blockSignals(True)
            view.setCurrentIndex(self.model.index(row, 0))
            view.blockSignals(False)
