"""The top of the inspector: what is shown below, with its icon and name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nndesigner.app.widgets.name_field import NameField
from nndesigner.app.widgets.texts import plain_label

ICON_SIZE = 36
_INDENT = 9
"""Left of the text inside a NameField: titles stand in line with it."""


class Header(QWidget):
    """Icon, title and subtitle; with `name` the title can be changed."""

    def __init__(
        self, title: str, subtitle: str, picture: QPixmap | None = None, name: NameField | None = None
    ) -> None:
        super().__init__()
        self.problem = plain_label("", "problem")
        self.problem.setContentsMargins(_INDENT, 2, 0, 0)
        self.problem.hide()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name or self._title(title, picture is not None))
        below = plain_label(subtitle, "small")
        below.setContentsMargins(_INDENT if picture else 0, 0, 0, 0)
        words.addWidget(below)
        words.addWidget(self.problem)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        if picture:
            icon = QLabel()
            icon.setPixmap(picture)
            icon.setFixedWidth(ICON_SIZE)
            layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def complain(self, reason: str) -> None:
        """Say why the name was not taken; nothing when it was."""
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))

    @staticmethod
    def _title(text: str, is_indented: bool) -> QLabel:
        title = plain_label(text, "title")
        title.setContentsMargins(_INDENT if is_indented else 0, 3 if is_indented else 0, 0, 2)
        return title
