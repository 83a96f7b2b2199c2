"""The columns of a table as rows of a list: what each holds, what it is for, and how its values are spread."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from nndesigner.app.opening.words import KINDS, USES, figure, listed, on_one_line, part_of
from nndesigner.app.widgets import theme
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import TableColumn

if TYPE_CHECKING:
    from nndesigner.data.opening import Note
    from nndesigner.data.tables.columns import ColumnProfile

HEADINGS = ("Column", "Use", "Holds", "Missing", "Different", "Outliers", "Values", "Spread")
NAME, USE, KIND, MISSING, DISTINCT, OUTLIERS, VALUES, SPREAD = range(len(HEADINGS))
FIGURES = (MISSING, DISTINCT, OUTLIERS)
HINTS = {
    USE: "What a column is for: to learn from, to be predicted, or left out",
    KIND: "How the values are read",
    MISSING: "Rows without a value",
    DISTINCT: "Different values",
    OUTLIERS: "Numbers more than 1.5 interquartile ranges beyond the quartiles",
    SPREAD: "How often values occur: numbers in 20 bins from the least to the greatest, others the most frequent first",
}
CHOICES: Mapping[int, Mapping[str, str]] = {USE: USES, KIND: KINDS}
"""The columns of the list whose values can be corrected, and to what."""
COUNTS = Qt.ItemDataRole.UserRole
CHOSEN = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class ColumnsModel(QAbstractTableModel):
    """A row for each column of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[TableColumn] = ()
        self._profiles: Mapping[str, ColumnProfile] = {}
        self._notes: Sequence[Note] = ()

    def show(
        self, columns: Sequence[TableColumn], profiles: Sequence["ColumnProfile"], notes: Sequence["Note"] = ()
    ) -> None:
        """Show these columns, what was found in each, and what is said of it."""
        self._notes = notes
        is_same = [column.name for column in columns] == [column.name for column in self.columns]
        if not is_same:
            self.beginResetModel()
        self.columns, self._profiles = columns, {profile.name: profile for profile in profiles}
        if not is_same:
            self.endResetModel()
        elif columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(columns) - 1, len(HEADINGS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return HINTS.get(section)
        if role == Qt.ItemDataRole.TextAlignmentRole and section in FIGURES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(column, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(column)
            case Qt.ItemDataRole.ForegroundRole:
                is_quiet = column.use == "ignored" or index.column() not in (NAME, USE, KIND)
                return theme.colour("muted" if is_quiet else "text")
            case Qt.ItemDataRole.FontRole:
                is_strong = index.column() == NAME and column.use != "ignored"
                weight = QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal
                return theme.font(theme.TEXT, weight, tabular=True)
            case Qt.ItemDataRole.TextAlignmentRole:
                is_figure = index.column() in FIGURES
                side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _ if role == COUNTS and index.column() == SPREAD:
                return self._counts(column)
            case _ if role == CHOSEN:
                return {USE: column.use, KIND: column.kind}.get(index.column())
        return None

    def _text(self, column: TableColumn, section: int) -> str:
        profile = self._profiles.get(column.name)
        if section == NAME:
            return on_one_line(column.name)
        if section == USE:
            return USES[column.use]
        if section == KIND:
            return KINDS[column.kind]
        if profile is None:
            return ""
        found = profile.statistics
        if section == MISSING:
            return part_of(found.missing, found.count)
        if section == DISTINCT:
            return grouped(found.distinct)
        if section == OUTLIERS:
            return part_of(found.outliers if column.kind == "number" else 0, found.known)
        return self._values(column, profile) if section == VALUES else ""

    @staticmethod
    def _values(column: TableColumn, profile: "ColumnProfile") -> str:
        found = profile.statistics
        if column.kind == "category" and (column.categories or profile.categories):
            return listed(column.categories or profile.categories)
        if found.low is not None and found.high is not None:
            return f"{figure(found.low)} to {figure(found.high)}"
        shown = ", ".join(on_one_line(value) for value, _ in found.top[:2])
        return f"{shown}, …" if found.distinct > 2 else shown

    def _counts(self, column: TableColumn) -> tuple[int, ...]:
        profile = self._profiles.get(column.name)
        if profile is None:
            return ()
        found = profile.statistics
        return found.histogram or tuple(number for _, number in found.top)

    def _tip(self, column: TableColumn) -> str:
        profile = self._profiles.get(column.name)
        if profile is None:
            return column.name
        from nndesigner.data.tables.reasons import why_kind

        found, lines = profile.statistics, [column.name]
        lines += [note.text for note in self._notes if note.about == column.name]
        lines.append(f"{KINDS[column.kind]}: {why_kind(profile, column.kind)}.")
        if found.mean is not None and found.deviation is not None:
            lines.append(f"Mean {figure(found.mean)}, standard deviation {figure(found.deviation)}")
        if found.quartiles:
            lines.append("Quartiles " + ", ".join(figure(each) for each in found.quartiles))
        if found.outliers:
            lines.append(f"{grouped(found.outliers)} values are far from the others")
        lines += [f"{on_one_line(value)}: {grouped(number)}" for value, number in found.top[:8]]
        return "\n".join(lines)
