"""The pages of the dialog while data is read, and when it could not be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import pixmap
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.texts import plain_label

_WIDTH, _CARD = 420, 620
_FINE = 1000


class WaitingPage(QWidget):
    """What is being done, how far it is, and a button to leave it."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label("", "strong", wraps=False)
        self.part = plain_label("", "muted", wraps=False)
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setFixedWidth(_WIDTH)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.part)
        column = QWidget()
        column.setFixedWidth(_WIDTH)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addLayout(row)
        rows.addWidget(self.bar)
        rows.addSpacing(6)
        rows.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def tell(self, what: str, part: float) -> None:
        """Show what is being done and how far it is."""
        room = _WIDTH - 60
        self.words.setText(elided(f"{what}…", self.words.fontMetrics(), room))
        self.part.setText(f"{100 * part:.0f} %" if part else "")
        self.bar.setMaximum(_FINE if part else 0)  # a bar without an end shows that something goes on
        self.bar.setValue(round(part * _FINE))


class FailedPage(QWidget):
    """Why data could not be read, and what to do now."""

    other_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.title = plain_label("", "title")
        self.words = plain_label("")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setMaximumHeight(140)
        self.other_button = QPushButton("Choose another…")
        self.other_button.setProperty("role", "primary")
        self.other_button.clicked.connect(self.other_wanted)
        self.again_button = QPushButton("Try again")
        self.again_button.clicked.connect(self.again_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.other_button)
        buttons.addWidget(self.again_button)
        buttons.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        texts.addWidget(self.details)
        texts.addSpacing(8)
        texts.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        card = QWidget()
        card.setMaximumWidth(_CARD)
        card.setLayout(row)
        centred = QHBoxLayout()  # an alignment would forget how high the words are at this width
        centred.addStretch()
        centred.addWidget(card, 1_000)
        centred.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(centred)
        layout.addStretch(3)
        theme.themes.changed.connect(self._restyle)
        self._restyle()

    def show_problem(self, name: str, words: str, details: str) -> None:
        """Say that `name` could not be opened, and why."""
        self.title.setText(f"{name} could not be opened" if name else "This could not be opened")
        self.words.setText(words)
        self.details.setPlainText(details)
        self.details.setVisible(bool(details))

    def _restyle(self) -> None:
        self._icon.setPixmap(pixmap("error", "bad", 28, self.devicePixelRatioF()))
