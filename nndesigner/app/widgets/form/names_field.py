"""The field for names of columns: a button that opens a list to tick them in."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
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

from nndesigner.app.widgets.form.fields import DASH, MIXED, Field
from nndesigner.app.widgets.icons import icon
from nndesigner.catalog.entry import Parameter

ALL = "all that fit"
_WIDTH, _MOST_ROWS, _ROW = 260, 10, 34
_CHOSEN = Qt.ItemDataRole.UserRole
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
        self._several, self._nothing = "columns", ALL
        self._value: Any = MIXED
        self.button.clicked.connect(self.open)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._names = tuple(names)

    def say(self, several: str, nothing: str) -> None:
        """What the names are names of, and what is chosen when none is."""
        self._several, self._nothing = several, nothing

    def show_value(self, value: Any) -> None:
        self._value = value
        words = DASH if value is MIXED else in_a_few_words(value, self._several, self._nothing)
        self.button.setText(words.replace("&", "&&"))
        self.button.setToolTip("" if value is MIXED else "\n".join(value))

    def open(self) -> "NamesPopup":
        """Let names be chosen in a list below the button."""
        chosen = () if self._value is MIXED else self._value
        offered = dict.fromkeys((*self._names, *chosen))
        popup = NamesPopup(tuple(offered), chosen, self, self._several)
        popup.changed.connect(self.edited)
        popup.come_up(self.button)
        return popup


class NamesPopup(QMenu):
    """All names, those chosen with a tick, and a line to search them when there are many. Escape closes it.

    Click, Enter or Space choose a name or leave it out; `changed` then gives all that are chosen.
    """

    changed = Signal(tuple)

    def __init__(self, names: Sequence[str], chosen: Sequence[str], parent: QWidget, what: str = "columns") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(placeholderText=f"Search {what}")
        self.line.setVisible(len(names) >= _SEARCHED)
        self.line.textChanged.connect(self._search)
        self.list = QListWidget()
        self.list.setAccessibleName(what.capitalize())
        self.list.setStyleSheet("QListWidget { background: transparent; }")
        for name in names:
            item = QListWidgetItem(name)
            self.list.addItem(item)
            _mark(item, name in chosen)
        self.list.itemClicked.connect(self._turn)
        self.list.installEventFilter(self)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.list.setFixedHeight(min(max(len(names), 2), _MOST_ROWS) * _ROW)
        action = QWidgetAction(self)
        action.setDefaultWidget(content)
        self.addAction(action)
        self._content = content

    def chosen(self) -> tuple[str, ...]:
        """The names that are ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.text() for item in items if item.data(_CHOSEN))

    def come_up(self, below: QWidget) -> None:
        """Open under `below`, with the keyboard in it."""
        self._content.setFixedWidth(max(_WIDTH, below.width()))
        self.popup(below.mapToGlobal(QPoint(below.width() - self.sizeHint().width(), below.height() + 4)))
        (self.line if self.list.count() >= _SEARCHED else self.list).setFocus()
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in keys:
            if item := self.list.currentItem():
                self._turn(item)
            return True
        return super().eventFilter(watched, event)

    def _turn(self, item: QListWidgetItem) -> None:
        _mark(item, not item.data(_CHOSEN))
        self.changed.emit(self.chosen())

    def _search(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())


def _mark(item: QListWidgetItem, is_chosen: bool) -> None:
    item.setData(_CHOSEN, is_chosen)
    item.setIcon(icon("check", role="accent") if is_chosen else _nothing())
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {'chosen' if is_chosen else 'not chosen'}")


def _nothing() -> QIcon:
    """A picture of nothing, so that names with and without a tick stand in line."""
    empty = QPixmap(16, 16)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)


def in_a_few_words(names: Sequence[str], several: str = "columns", nothing: str = ALL) -> str:
    """What is chosen: "all that fit", one name, or how many."""
    if len(names) <= 1:
        return names[0] if names else nothing
    return f"{len(names)} {several}"
