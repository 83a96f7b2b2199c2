"""Labels: text in one of the three sizes, always shown plainly, never read as HTML."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from nndesigner.app import theme

NORMAL, SEMIBOLD = QFont.Weight.Normal, QFont.Weight.DemiBold


def label(
    text: str = "", size: int = theme.TEXT, weight: QFont.Weight = NORMAL, *, muted: bool = False, tabular: bool = False
) -> QLabel:
    """A label in the application's type; `tabular` keeps changing figures from jumping."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, weight, tabular))
    if muted:
        made.setProperty("role", "muted")
    return made
