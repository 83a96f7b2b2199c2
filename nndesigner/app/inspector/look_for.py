"""What to look for in an example: a few sentences above the training options, until they are put away."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import icon
from nndesigner.app.widgets.texts import plain_label

_MARK_WIDTH = 16


class LookFor(QWidget):
    """A card with the sentences of the open example; hides when there are none.

    `folded` remembers what has been put away.
    """

    def __init__(self, document: Document, folded: set[str]) -> None:
        super().__init__()
        self._folded = folded
        self.sentences = sentences_in(document.project.extra)
        card = QFrame()
        card.setProperty("role", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(16, 10, 8, 14)
        rows.setSpacing(8)
        rows.addLayout(self._top())
        for number, sentence in enumerate(self.sentences, 1):
            rows.addLayout(_row(number, sentence))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.addWidget(card)
        theme.themes.changed.connect(self._restyle)
        self._restyle()
        if not self.sentences or self._name in folded:
            self.hide()

    @property
    def _name(self) -> str:
        return "\n".join(self.sentences)

    def _top(self) -> QHBoxLayout:
        self.close_button = QToolButton()
        self.close_button.setFixedSize(24, 24)
        self.close_button.setToolTip("Put these hints away")
        self.close_button.setAccessibleName("Put these hints away")
        self.close_button.clicked.connect(self._put_away)
        row = QHBoxLayout()
        row.addWidget(plain_label("What to look for", "strong"), 1)
        row.addWidget(self.close_button)
        return row

    def _put_away(self) -> None:
        self._folded.add(self._name)
        self.hide()

    def _restyle(self) -> None:
        self.close_button.setIcon(icon("close", role="muted"))


def sentences_in(extra: Mapping[str, Any]) -> list[str]:
    """The `look_for` sentences of a project; none when there is nothing of the kind."""
    about = extra.get("about")
    found = about.get("look_for") if isinstance(about, Mapping) else None
    return [text for text in found if isinstance(text, str)] if isinstance(found, list | tuple) else []


def _row(number: int, sentence: str) -> QHBoxLayout:
    mark: QLabel = plain_label(str(number), "muted", wraps=False)
    mark.setFont(theme.font(theme.TEXT, tabular=True))
    mark.setFixedWidth(_MARK_WIDTH)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 8, 0)
    row.setSpacing(4)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(plain_label(sentence, "muted"), 1)
    return row
