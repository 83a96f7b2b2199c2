"""Renaming a layer in its place."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nndesigner.app.widgets.theme import TEXT, font
from nndesigner.design.names import LONGEST_NAME


class NameLine(QLineEdit):
    """A line over the card's name: Enter and leaving keep what was typed, Escape does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._before = ""
        self._named: Callable[[str], None] | None = None
        self.setMaxLength(LONGEST_NAME)
        self.setAccessibleName("Name of the layer")
        self.installEventFilter(self)
        self.returnPressed.connect(lambda: self.close_line(keep=True))
        self.hide()

    def ask(self, place: QRect, name: str, named: Callable[[str], None]) -> None:
        """Open at `place` with `name`; `named` gets another one that was typed."""
        self._named = named
        self._before = name
        self.setFont(font(TEXT, QFont.Weight.DemiBold))
        self.setGeometry(place)
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_line(self, keep: bool) -> None:
        """Close; `keep` says whether the name is taken over."""
        named, self._named = self._named, None
        if named is None:
            return
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.setFocus()
        if keep and self.text() != self._before:
            named(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close_line(keep=True)
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.close_line(keep=False)
            event.accept()
            return True
        return super().eventFilter(watched, event)
