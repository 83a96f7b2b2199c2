"""The page of the dialog for a table: its columns, and its first rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QTableView, QVBoxLayout, QWidget

from nndesigner.app.opening.columns_view import ColumnsView
from nndesigner.app.opening.words import on_one_line
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.texts import heading
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table, TableColumn

if TYPE_CHECKING:
    from nndesigner.data.opening import Note
    from nndesigner.data.tables.profile import Profile

MISSING = "missing"
_ROW, _WIDEST = 28, 220

Index = QModelIndex | QPersistentModelIndex


class TablePage(QWidget):
    """Columns above, rows below; the border between them can be moved."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = ColumnsView()
        self.rows = RowsView()
        self._title = heading("Columns")
        self._below = heading("First rows")
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        for title, view in ((self._title, self.columns), (self._below, self.rows)):
            part = QWidget()
            layout = QVBoxLayout(part)
            layout.setContentsMargins(0, 8, 0, 0)
            layout.setSpacing(6)
            title.setContentsMargins(24, 0, 0, 0)
            layout.addWidget(title)
            view.setStyleSheet("QTableView { padding-left: 16px; } QTableView::item { padding: 0 5px; }")
            layout.addWidget(view)
            splitter.addWidget(part)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([380, 220])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    def show_table(self, table: Table, profile: "Profile", notes: Sequence["Note"]) -> None:
        """Show the columns as they are to be used, with what was found in them."""
        self.columns.columns.show(table.columns, profile.columns, notes)
        if not self.columns.currentIndex().isValid() and table.columns:
            self.columns.setCurrentIndex(self.columns.columns.index(0, 1))
        first = min(len(profile.preview), profile.rows)
        self._below.setText(f"FIRST {grouped(first)} OF {grouped(profile.rows)} ROWS")
        self.rows.show_rows(table.columns, profile.preview)


class RowsView(QTableView):
    """The first rows of a table as they stand in the file."""

    def __init__(self) -> None:
        super().__init__()
        self._model = RowsModel()
        self.setModel(self._model)
        self.setAccessibleName("First rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str | None]]) -> None:
        """Show these rows; numbers stand at the right."""
        is_new = self._model.show(columns, rows)
        if is_new:
            self.resizeColumnsToContents()
            for section in range(self._model.columnCount()):
                self.setColumnWidth(section, min(self.columnWidth(section) + 20, _WIDEST))


class RowsModel(QAbstractTableModel):
    """Values as text, and None where one is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[TableColumn] = ()
        self._rows: Sequence[Sequence[str | None]] = ()

    def show(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str | None]]) -> bool:
        """Show these; returns whether the columns are others than before."""
        is_new = [column.name for column in columns] != [column.name for column in self._columns]
        self.beginResetModel()
        self._columns, self._rows = columns, rows
        self.endResetModel()
        return is_new

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return on_one_line(self._columns[section].name)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[section].name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, value = self._columns[index.column()], self._rows[index.row()][index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return MISSING if value is None else on_one_line(value)
            case Qt.ItemDataRole.ToolTipRole:
                return value if value and len(value) > 30 else None
            case Qt.ItemDataRole.ForegroundRole:
                if value is None:
                    return theme.colour("warning")
                is_target = column.use == "target"
                return theme.colour("accent" if is_target else "muted" if column.use == "ignored" else "text")
            case Qt.ItemDataRole.FontRole:
                return theme.font(theme.TEXT, tabular=True)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
        return None

    def _side(self, section: int) -> Qt.AlignmentFlag:
        is_number = self._columns[section].kind == "number"
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
