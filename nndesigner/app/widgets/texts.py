"""The quiet parts of the inspector: sections, lists of facts, paragraphs."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import dress
from nndesigner.catalog.entry import Entry


def plain_label(text: str = "", role: str = "", wraps: bool = True) -> QLabel:
    """A label that shows its text as it is, whatever it looks like."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wraps)
    return label


def hairline() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("role", "hairline")
    return line


def heading(text: str) -> QLabel:
    """The title of a section, in small capitals."""
    label = plain_label(text.upper(), "section", wraps=False)
    font = theme.font(theme.SMALL, QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    label.setFont(font)
    return label


class Facts(QWidget):
    """Names and values, one below the other; the values can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 44)
        self._grid.setColumnStretch(1, 1)
        self._facts: list[tuple[str, str]] = []

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these pairs of name and value."""
        wanted = list(facts)
        if wanted == self._facts:
            return
        self._facts = wanted
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(wanted):
            shown = plain_label(value)
            shown.setFont(theme.font(tabular=True))
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(plain_label(name, "muted", wraps=False), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, row, 1)

    def text(self) -> str:
        """All facts, one a line."""
        return "\n".join(f"{name} {value}" for name, value in self._facts)


class Advice(QWidget):
    """When to use an entry, and when not."""

    def __init__(self, entry: type[Entry]) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self._add("When to use", entry.when_to_use, "good", "good")
        self._add("When not", entry.when_not, "avoid", "warning")

    def _add(self, title: str, text: str, name: str, role: str) -> None:
        if not text:
            return
        mark = QLabel()
        dress(mark, name, role)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(plain_label(title, "strong"))
        words.addWidget(plain_label(text, "muted"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._layout.addLayout(row)
