"""The field for names of columns: a button that opens a list to tick them in."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from nndesigner.app.inspector.fields import DASH, MIXED, Field
from nndesigner.catalog.entry import Parameter

ALL = "all that fit"
_WIDTH, _MOST_ROWS, _ROW = 260, 10, 30
_SEARCHED = 12
"""From so many names on there is a line to search them."""


class Names:
    """Stands for the type of a parameter that holds names of columns."""


class NamesField(Field):
    """Several of the columns; none stands for all that fit."""

    def __init__(self, parameter: Parameter) -> None:
        self.button = QPushButton()
        self.button.setStyleSheet("text-align: left; padding: 5px 10px; min-height: 18px;")
        super().__init__(self.button, parameter)
        self._names: tuple[str, ...] = ()
        self._value: Any = MIXED
        self.button.clicked.connect(self._open)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._names = tuple(names)

    def show_value(self, value: Any) -> None:
        self._value = value
        words = DASH if value is MIXED else in_a_few_words(value)
        self.button.setText(words.replace("&", "&&"))
        self.button.setToolTip("" if value is MIXED else "\n".join(value))

    def _open(self) -> None:
        chosen = () if self._value is MIXED else self._value
        offered = dict.fromkeys((*self._names, *chosen))
        popup = NamesPopup(tuple(offered), chosen, self)
        popup.list.itemChanged.connect(lambda _: self.edited.emit(popup.chosen()))
        popup.come_up(self.button)


class NamesPopup(QMenu):
    """All names with a box to tick each, and a line to search them when there are many. Escape closes it."""

    def __init__(self, names: Sequence[str], chosen: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(placeholderText="Search columns")
        self.line.setVisible(len(names) >= _SEARCHED)
        self.line.textChanged.connect(self._search)
        self.list = QListWidget()
        self.list.setAccessibleName("Columns")
        self.list.setStyleSheet("QListWidget { background: transparent; }")
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.list.setFixedHeight(min(max(len(names), 2), _MOST_ROWS) * _ROW + 8)
        action = QWidgetAction(self)
        action.setDefaultWidget(content)
        self.addAction(action)
        self._content = content

    def chosen(self) -> tuple[str, ...]:
        """The names that are ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)

    def come_up(self, below: QWidget) -> None:
        """Open under `below`, with the keyboard in it."""
        self._content.setFixedWidth(max(_WIDTH, below.width()))
        self.popup(below.mapToGlobal(QPoint(below.width() - self.sizeHint().width(), below.height() + 4)))
        (self.line if self.list.count() >= _SEARCHED else self.list).setFocus()
        self.list.setCurrentRow(0)

    def _search(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())


def in_a_few_words(names: Sequence[str]) -> str:
    """What is chosen: "all that fit", one name, or how many."""
    if len(names) <= 1:
        return names[0] if names else ALL
    return f"{len(names)} columns"
