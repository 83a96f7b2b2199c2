"""The help window: floats over the main window and shows one topic, or the keys and gestures."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.help.overview import OverviewPage
from nndesigner.app.settings import Settings
from nndesigner.app.widgets.help.context import Topic
from nndesigner.app.widgets.help.page import HelpPage
from nndesigner.app.widgets.help.popover import scrolled
from nndesigner.app.widgets.screen import size_up

SIZE = (400, 640)
_NAME = "help"
_MARGIN = 20
_INSPECTOR = 336
"""About as wide as the inspector is, in pixels: at first the window stands beside it."""


class HelpWindow(QWidget):
    """Stays until it is closed, also by Escape; its size and place are remembered."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.WindowCloseButtonHint)
        self.setWindowTitle("Help")
        self.setAccessibleName("Help")
        size_up(self, *SIZE)
        self._owner = parent
        self._settings = settings
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._area: QWidget | None = None
        self._was_shown = False
        self.page: HelpPage | OverviewPage | None = None
        """What is shown; nothing until the first topic."""

    def show_topic(self, topic: Topic | None) -> None:
        """Show the help on an entry; on nothing, the keys and gestures."""
        page = self.page
        if topic is None and isinstance(page, OverviewPage):
            return
        if topic and isinstance(page, HelpPage) and type(page.entry) is type(topic.entry):
            page.show_entry(topic.entry, topic.context)
            return
        self._put(HelpPage(topic.entry, topic.context) if topic else OverviewPage())

    def come_up(self) -> None:
        """Show the window over all others, with the keyboard, so that it can be scrolled and closed at once."""
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        geometry = None if self._was_shown else self._settings.layout(_NAME)
        if geometry:
            self.restoreGeometry(geometry)
        elif not self._was_shown:
            self._stand_beside_the_inspector()
        self._was_shown = True
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._settings.keep_layout(_NAME, self.saveGeometry())
        super().hideEvent(event)

    def _stand_beside_the_inspector(self) -> None:
        frame = self._owner.frameGeometry()
        room = self.screen().availableGeometry()
        left = max(room.left(), frame.right() - self.width() - _INSPECTOR)
        self.move(left, min(frame.top() + _INSPECTOR // 2, max(room.top(), room.bottom() - self.height() - 48)))

    def _put(self, page: HelpPage | OverviewPage) -> None:
        if self._area:
            self._area.hide()
            self._layout.removeWidget(self._area)
            self._area.deleteLater()
        self.page = page
        self._area = scrolled(page, _MARGIN)
        self._layout.addWidget(self._area)
