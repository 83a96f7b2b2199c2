"""A calm bar above the canvas: a message, with buttons that do something about it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import icon, pixmap
from nndesigner.app.widgets.texts import plain_label


class Notice(QFrame):
    """Hidden until somebody shows it; it can be put away. `buttons` stand before the close button, in their order."""

    def __init__(self, icon_name: str, role: str, *buttons: str) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._icon_name, self._role = icon_name, role
        self._icon = QLabel()
        self.words = plain_label("")
        self.buttons = [_button(text) for text in buttons]
        self.close_button = QToolButton()
        self.close_button.setFixedSize(24, 24)
        self.close_button.setAccessibleName("Put this notice away")
        self.close_button.setToolTip("Put this notice away")
        self._card = QFrame()
        self._card.setObjectName("notice")
        row = QHBoxLayout(self._card)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        for button in (*self.buttons, self.close_button):
            row.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 4)
        layout.addWidget(self._card)
        self.close_button.clicked.connect(self.hide)
        theme.themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_icon(self, name: str, role: str) -> None:
        """Show another picture, in the colour of a role."""
        self._icon_name, self._role = name, role
        self._restyle()

    def _restyle(self) -> None:
        panel, line = (theme.colour(role).name() for role in ("panel", "line"))
        self._card.setStyleSheet(
            f"QFrame#notice {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}"
        )
        self._icon.setPixmap(pixmap(self._icon_name, self._role, 18, self.devicePixelRatioF()))
        self.close_button.setIcon(icon("close", role="muted"))


def above(notices: list[Notice], pages: QWidget) -> QWidget:
    """The notices above the pages of the window."""
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for notice in notices:
        layout.addWidget(notice)
    layout.addWidget(pages, 1)
    return both


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "fix")
    return button
