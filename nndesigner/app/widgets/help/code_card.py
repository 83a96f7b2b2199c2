"""Python code on a card: one call a line, to be read and copied."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.help.torch_call import TorchText
from nndesigner.app.widgets.texts import plain_label

_HANGING = 16
"""How far the second line of a long call is moved in, in pixels."""


class CodeCard(QWidget):
    """The title "In torch", the calls, and what their letters mean; hides when there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._text: TorchText | None = None
        self._calls: list[QLabel] = []
        card = QFrame()
        card.setProperty("role", "card")
        self._lines = QVBoxLayout(card)
        self._lines.setContentsMargins(12, 12, 12, 12)
        self._lines.setSpacing(6)
        self._note = plain_label("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(plain_label("In torch", "strong"))
        layout.addWidget(card)
        layout.addWidget(self._note)
        self.hide()

    def show_text(self, text: TorchText | None) -> None:
        """Show other calls, or nothing."""
        if text == self._text:
            return
        self._text = text
        for label in self._calls:
            label.hide()
            label.deleteLater()
        self._calls = [_code(line) for line in text.lines] if text else []
        for label in self._calls:
            self._lines.addWidget(label)
        self._note.setText(text.note if text else "")
        self._note.setVisible(bool(text and text.note))
        self.setVisible(text is not None)

    def text(self) -> str:
        """The calls as plain text."""
        return "\n".join(self._text.lines) if self._text else ""


def _code(line: str) -> QLabel:
    label = QLabel(f'<p style="margin-left:{_HANGING}px; text-indent:-{_HANGING}px">{escape(line)}</p>')
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setAccessibleName(line)
    label.setFont(code_font())
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def code_font() -> QFont:
    """The system's type for code, as large as our text looks."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(theme.SMALL + 1)
    return font
