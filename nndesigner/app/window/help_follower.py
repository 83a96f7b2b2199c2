"""Keeps the help window on what the user is dealing with: the focused form, the palette, or the selected layer."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from nndesigner.app.document.document import Document
from nndesigner.app.document.selection import Selection
from nndesigner.app.help.window import HelpWindow
from nndesigner.app.palette.palette import Palette
from nndesigner.app.widgets.help.context import Explained, Topic, context_in


class HelpFollower(QObject):
    """Whatever was dealt with last is explained: a focus that moved, a selection that changed, a row of the palette."""

    def __init__(self, window: HelpWindow, document: Document, selection: Selection, palette: Palette) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._selection = selection
        self._palette = palette
        self._ask: Callable[[], Topic | None] = self._selected
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        selection.changed.connect(lambda: self._follow(self._selected))
        document.changed.connect(lambda _: self._refresh())
        palette.list.moved.connect(lambda: self._follow(palette.help_topic))

    def explain(self) -> None:
        """Open the window on the palette's row under the pointer, else on what has the focus or is selected."""
        if self._palette.list.pointed_at():
            self._ask = self._palette.help_topic
        else:
            focused = QApplication.focusWidget()
            self._ask = (focused and self._asking(focused)) or self._selected
        self._window.show_topic(self._ask())
        self._window.come_up()

    def show_overview(self) -> None:
        """Open the window on the keys and gestures."""
        self._window.show_topic(None)
        self._window.come_up()

    def _follow_focus(self, _: QWidget | None, focused: QWidget | None) -> None:
        if focused and isValid(self._window) and focused.window() is not self._window:
            self._follow(self._asking(focused) or self._selected)

    def _follow(self, ask: Callable[[], Topic | None]) -> None:
        self._ask = ask
        self._refresh()

    def _refresh(self) -> None:
        if isValid(self._window) and self._window.isVisible():
            topic = self._ask()
            if topic:
                self._window.show_topic(topic)

    def _asking(self, widget: QWidget) -> Callable[[], Topic | None] | None:
        """The help topic of the nearest widget around `widget` that has one."""
        around: QWidget | None = widget
        while around:
            if isinstance(around, Explained) and around.help_topic():
                return _while_it_lives(around)
            around = around.parentWidget()
        return None

    def _selected(self) -> Topic | None:
        """The selected layers, when they are of one kind."""
        design = self._document.design
        nodes = [node for node in design.nodes if node in self._selection.nodes]
        if len({type(design.nodes[node].layer) for node in nodes}) != 1:
            return None
        return Topic(design.nodes[nodes[0]].layer, context_in(design, self._document.report, nodes[0]))


def _while_it_lives(explained: Explained) -> Callable[[], Topic | None]:
    return lambda: explained.help_topic() if isValid(explained) else None
