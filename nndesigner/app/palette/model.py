"""The layers of the palette as a list: headings of groups, and below each its layers."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from nndesigner.app.document.mime import LAYER_KIND
from nndesigner.app.widgets.icons import layer_pixmap
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog import layers as _layers  # noqa: F401  # declares every layer
from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer

GROUPS = (
    "Core",
    "Convolution",
    "Pooling",
    "Recurrent",
    "Attention",
    "Sequence",
    "Normalization",
    "Regularization",
    "Activation",
    "Shape",
    "Merge",
)
"""The order of the groups; others follow in the order of the catalog."""
ICON_SIZE = 20
HELP_HINT = "F1 for more."

Index = QModelIndex | QPersistentModelIndex
Row = str | type[Layer]


class PaletteModel(QAbstractListModel):
    """Rows are headings (text) and layers; `filter` leaves those that match, groups that are folded only their heading.

    A search opens all groups. Only the heading of a folded group can be the current row: it stands for the group.
    """

    def __init__(self) -> None:
        super().__init__()
        self._groups = _grouped()
        self._text = ""
        self._folded: set[str] = set()
        self._rows: list[Row] = []
        self._find_rows()

    def filter(self, text: str) -> None:
        """Show only layers with all words of `text` in title, kind or group; when there are none, in their help too."""
        self._text = text.strip()
        self._change_rows()

    def fold(self, group: str, is_folded: bool) -> None:
        """Show only the heading of a group, or its layers again."""
        if is_folded != (group in self._folded) and not self._text:
            self._folded.symmetric_difference_update({group})
            self._change_rows()

    def is_folded(self, group: str) -> bool:
        """Whether only the heading of a group is shown."""
        return group in self._folded and not self._text

    def layer(self, index: Index) -> type[Layer] | None:
        """The layer of a row; None for a heading."""
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, type) else None

    def group(self, index: Index) -> str:
        """The group that a heading names or a layer belongs to."""
        row = self._rows[index.row()] if index.isValid() else ""
        return row.group if isinstance(row, type) else row

    def size(self, group: str) -> int:
        """How many layers a group has."""
        return len(self._groups.get(group, ()))

    def row_of(self, row: Row) -> QModelIndex:
        """Where a heading or a layer is shown; an invalid index when it is not."""
        return self.index(self._rows.index(row)) if row in self._rows else QModelIndex()

    def best(self, text: str) -> QModelIndex:
        """The first layer whose title starts with `text`, else the first there is."""
        found = [number for number, row in enumerate(self._rows) if isinstance(row, type)]
        wanted = text.strip().casefold()
        found.sort(key=lambda number: not _title(self._rows[number]).casefold().startswith(wanted))
        return self.index(found[0]) if found else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | QPixmap | None:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _title(row)
        if not isinstance(row, type):
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            hint = f'<span style="color:{colour("muted").name()}">{HELP_HINT}</span>'
            return f"<p>{escape(row.summary_line())}<br/>{hint}</p>"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{row.summary_line()} {HELP_HINT}"
        return layer_pixmap(row, ICON_SIZE, 1.0) if role == Qt.ItemDataRole.DecorationRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.layer(index) is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        if index.isValid() and self.is_folded(self.group(index)):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [LAYER_KIND]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]  # Qt gives any sequence
        content = QMimeData()
        for layer in filter(None, map(self.layer, indexes)):
            content.setData(LAYER_KIND, layer.kind.encode())
        return content

    def _change_rows(self) -> None:
        self.beginResetModel()
        self._find_rows()
        self.endResetModel()

    def _find_rows(self) -> None:
        found = _rows(self._groups, self._text)
        folded = set() if self._text else self._folded
        self._rows = [row for row in found if isinstance(row, str) or row.group not in folded]


def _title(row: Row) -> str:
    return row.title() if isinstance(row, type) else row


def _grouped() -> dict[str, list[type[Layer]]]:
    groups: dict[str, list[type[Layer]]] = {group: [] for group in GROUPS}
    for entry in entries("layer").values():
        if issubclass(entry, Layer):
            groups.setdefault(entry.group, []).append(entry)
    return groups


def _rows(groups: dict[str, list[type[Layer]]], text: str) -> list[Row]:
    return _matching(groups, text, _name) or _matching(groups, text, lambda layer: _name(layer) + layer.description())


def _matching(groups: dict[str, list[type[Layer]]], text: str, said_of: Callable[[type[Layer]], str]) -> list[Row]:
    words = text.casefold().split()
    rows: list[Row] = []
    for group, members in groups.items():
        matching = [layer for layer in members if all(word in said_of(layer).casefold() for word in words)]
        rows += [group, *matching] if matching else []
    return rows


def _name(layer: type[Layer]) -> str:
    return f"{layer.title()} {layer.kind} {layer.group} "
