"""The name of a layer, changed in place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class NameField(QLineEdit):
    """Looks like a title until it is pointed at; `renamed` gives the new name, Escape brings the old one back."""

    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setProperty("role", "name")
        self.setAccessibleName("Name of the layer")
        self.setToolTip("Rename")
        self.editingFinished.connect(self._finish)

    def show_name(self, name: str) -> None:
        """Show a name; what is being typed stays as long as the name is the same."""
        if name != self._name:
            self._name = name
            self.setText(name)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._name)
            self.renamed.emit(self._name)
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if not self.text().strip():
            self.setText(self._name)
        if self.text() != self._name:
            self.renamed.emit(self.text())
