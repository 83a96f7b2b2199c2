"""The outline: every layer as a row, in step with the canvas; the way of keyboards and screen readers."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from nndesigner.app.document.document import Document
from nndesigner.app.document.selection import Selection
from nndesigner.app.outline.outline_model import KIND, LAYER, OUTPUT, PARAMETERS, PROBLEM, OutlineModel
from nndesigner.app.outline.row_painter import RowPainter
from nndesigner.app.widgets.theme import themes

_WIDTHS = {LAYER: 150, KIND: 150, OUTPUT: 170, PARAMETERS: 100, PROBLEM: 320}


class Outline(QTreeView):
    """Selecting here selects everywhere, and the other way round."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._selection = selection
        self._is_following = True  # until all is in place: a view without rows must not clear the shared selection
        self.rows = OutlineModel(document)
        self.setModel(self.rows)
        self.setAccessibleName("Outline of the network")
        self._painter = RowPainter()
        self.setItemDelegate(self._painter)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIconSize(QSize(18, 18))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        selection.changed.connect(self._follow)
        self.rows.modelReset.connect(self._follow)
        themes.changed.connect(self.viewport().update)
        self._follow()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._is_following:
            self._selection.set(self.rows.node(index) for index in self.selectionModel().selectedRows())

    def reset(self) -> None:
        """Forget all rows; called by Qt when the model is reset, which must not change the shared selection."""
        before, self._is_following = self._is_following, True
        super().reset()
        self._is_following = before

    def _follow(self) -> None:
        """Select the rows of the selected layers."""
        rows = [row for node in self._selection.nodes if (row := self.rows.row(node)) is not None]
        wanted = QItemSelection()
        for row in sorted(rows):
            wanted.select(self.rows.index(row, 0), self.rows.index(row, self.rows.columnCount() - 1))
        self._is_following = True
        model = self.selectionModel()
        model.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows) == 1:
            model.setCurrentIndex(self.rows.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(self.rows.index(rows[0], 0))
        self._is_following = False
