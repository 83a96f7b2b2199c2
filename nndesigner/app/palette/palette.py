"""The palette: every layer there is, to be searched, dragged and added."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.app.document.editing import Editing
from nndesigner.app.palette.layer_list import LayerList
from nndesigner.app.palette.model import PaletteModel
from nndesigner.app.palette.search_field import SearchField
from nndesigner.app.widgets.help.context import Topic
from nndesigner.app.widgets.help.popover import Popover
from nndesigner.app.widgets.theme import themes

HINT = "Try what it does, such as “image”, “pool” or “relu”."
SEARCH = QKeySequence("Ctrl+F")


class Palette(QWidget):
    """Search field on top, the layers by group below."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.rows = PaletteModel()
        self.list = LayerList(self.rows)
        self.search = SearchField(self.list, SEARCH)
        self.search.textChanged.connect(self._filter)
        self.list.chosen.connect(editing.append)
        self.list.help_wanted.connect(lambda layer, row: Popover(layer, self).show_beside(row))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._make_empty_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self._pages)
        self.setTabOrder(self.search, self.list)
        themes.changed.connect(self.list.viewport().update)

    def focus_search(self) -> None:
        """Let the user type at once."""
        self.search.setFocus()
        self.search.selectAll()

    def help_topic(self) -> Topic | None:
        """The layer under the pointer, else the current one."""
        layer = self.list.pointed_at() or self.list.current()
        return Topic(layer()) if layer else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing matches the search."""
        return self._pages.currentIndex() == 1

    def _filter(self, text: str) -> None:
        self.rows.filter(text)
        best = self.rows.best(text)
        if text.strip() and best.isValid():
            self.list.setCurrentIndex(best)
        self._empty.setText(f"No layer matches “{text.strip()}”.\n\n{HINT}")
        self._pages.setCurrentIndex(0 if best.isValid() else 1)

    def _make_empty_page(self) -> QWidget:
        page = QWidget()
        self._empty = QLabel()
        self._empty.setTextFormat(self._empty.textFormat().PlainText)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "muted")
        clear = QPushButton("Show all layers")
        clear.setProperty("role", "link")
        clear.clicked.connect(self.search.clear)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._empty)
        layout.addWidget(clear)
        layout.addStretch()
        return page
