"""The samples as rows of a table."""

from PySide6.QtCore import QItemSelection, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from nndesigner.app.samples.grid import ENTER
from nndesigner.app.samples.model import SAMPLE, SampleModel
from nndesigner.app.widgets import theme

_SHEET = "QTableCornerButton::section, QAbstractScrollArea::corner { background: transparent; border: none; }"
ROW, NARROWEST, WIDEST = 26, 56, 280


class SampleTable(QTableView):
    """Signals as those of SampleGrid."""

    sent = Signal(int)
    turned_to = Signal(int)

    def __init__(self, model: SampleModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet(_SHEET)
        self.setAccessibleName("Samples")
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setFont(theme.font(theme.SMALL))
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(NARROWEST)
        columns.setResizeContentsPrecision(20)
        self.clicked.connect(lambda index: self.sent.emit(index.data(SAMPLE)))

    def fit_columns(self) -> None:
        """Make the columns as wide as what is seen of them."""
        self.resizeColumnsToContents()
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + 12, WIDEST))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if selected.indexes():
            self.turned_to.emit(selected.indexes()[0].data(SAMPLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self.sent.emit(self.currentIndex().data(SAMPLE))
        else:
            super().keyPressEvent(event)
