"""The search field of the palette, with a hint at the keys that lead to it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from nndesigner.app.widgets import theme

_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchField(QLineEdit):
    """Arrow keys and Enter go to `list_`, whose rows are searched; Escape clears."""

    def __init__(self, list_: QWidget, shortcut: QKeySequence) -> None:
        super().__init__()
        self._list = list_
        self.setPlaceholderText("Search layers")
        self.setAccessibleName("Search layers")
        self._hint = QLabel(shortcut.toString(QKeySequence.SequenceFormat.NativeText).replace("+", " "), self)
        self._hint.setProperty("role", "small")
        self._hint.setFont(theme.font(theme.SMALL))
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(lambda text: self._hint.setVisible(not text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_MOVING, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._list.keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        self._hint.setGeometry(
            self.width() - size.width() - 11, (self.height() - size.height()) // 2, size.width(), size.height()
        )
