"""The layers of a design as rows, in the order in which data flows."""

from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QIcon

from nndesigner.app.document.document import Document
from nndesigner.app.widgets.icons import layer_icon
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.layers.layer import count
from nndesigner.catalog.shapes import grouped
from nndesigner.design.difference import Difference
from nndesigner.design.model import Node, NodeId

COLUMNS = ("Layer", "Kind", "Output", "Parameters", "Problem")
LAYER, KIND, OUTPUT, PARAMETERS, PROBLEM = range(5)

SEVERITY = Qt.ItemDataRole.UserRole
"""Gives "error", "warning" or nothing for a row."""

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class OutlineModel(QAbstractTableModel):
    """A row for each layer; one-way: it follows the document."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._order: tuple[NodeId, ...] = document.design.order
        document.changed.connect(self._follow)

    def node(self, index: Index) -> NodeId:
        """The layer that a row shows."""
        return self._order[index.row()]

    def row(self, node: NodeId) -> int | None:
        """The row that shows a layer."""
        return self._order.index(node) if node in self._order else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> str | None:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> str | QIcon | QBrush | Qt.AlignmentFlag | None:
        node = self._document.design.nodes.get(self.node(index))
        if node is None:  # it has just gone, and the rows follow in a moment
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._text(node, index.column())
        if role == Role.AccessibleDescriptionRole:
            return ", ".join(filter(None, (self._text(node, column) for column in range(1, len(COLUMNS)))))
        if role == Role.DecorationRole and index.column() == LAYER:
            return layer_icon(type(node.layer))
        if role == SEVERITY:
            return self._severity(node)
        if role == Role.ToolTipRole and self._severity(node):
            return f"<p>{escape(self._text(node, PROBLEM))}</p>"
        if role == Role.ForegroundRole and index.column() != LAYER:
            return QBrush(colour("text" if index.column() == PROBLEM else "muted"))
        if role == Role.TextAlignmentRole and index.column() == PARAMETERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, node: Node, column: int) -> str:
        report = self._document.report
        match column:
            case 0:
                return node.name
            case 1:
                return node.layer.title()
            case 2:
                return str(report.shapes.get(node.id, ""))
            case 3:
                learned = count(report.weights.get(node.id, {}))
                return grouped(learned) if learned else ""
            case _:
                return " ".join(problem.message for problem in report.of_node(node.id))

    def _severity(self, node: Node) -> str:
        found = {problem.severity for problem in self._document.report.of_node(node.id)}
        return "error" if "error" in found else "warning" if found else ""

    def _follow(self, difference: Difference) -> None:
        order = self._document.design.order
        if order != self._order:
            self.beginResetModel()
            self._order = order
            self.endResetModel()
        elif difference and order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(order) - 1, len(COLUMNS) - 1))
