"""The head of the welcome page: what the application is, and the three ways to begin without an example."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.widgets.flow_layout import FlowLayout
from nndesigner.app.widgets.icons import application_icon
from nndesigner.app.widgets.labels import SEMIBOLD, label

_PICTURE, _GAP = 56, 8
_TITLE = 26
"""The size of the application's name, in pixels: the one text larger than titles are."""


class WelcomeHeading(QWidget):
    """Words at the left and buttons at the right; the buttons go below the words where both do not fit in a row."""

    new_wanted = Signal()
    open_wanted = Signal()
    data_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words, self._buttons = QWidget(), QWidget()
        self._place_words()
        row = FlowLayout(_GAP)
        self._buttons.setLayout(row)
        for text, signal in (
            ("Open data…", self.data_wanted),
            ("Empty canvas", self.new_wanted),
            ("Open project…", self.open_wanted),
        ):
            button = QPushButton(text)
            button.setProperty("role", "on-canvas")
            button.clicked.connect(signal)
            row.addWidget(button)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._words, 1)
        self._layout.addWidget(self._buttons)

    def fit(self, width: int) -> None:
        """Stand in `width` pixels."""
        buttons = self._buttons.findChildren(QPushButton)
        row = sum(button.sizeHint().width() for button in buttons) + _GAP * (len(buttons) - 1)
        is_wide = self._words.sizeHint().width() + 3 * _GAP + row <= width
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._layout.setSpacing(3 * _GAP if is_wide else 2 * _GAP)
        self._buttons.setMinimumWidth(row if is_wide else 0)
        self._line.setWordWrap(self._words.sizeHint().width() > width)

    def _place_words(self) -> None:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(_PICTURE, _PICTURE))
        self._line = label("Draw a neural network, train it for real, and watch it learn.", muted=True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label("nndesigner", _TITLE, SEMIBOLD))
        texts.addWidget(self._line)
        row = QHBoxLayout(self._words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * _GAP)
        row.addWidget(picture)
        row.addLayout(texts, 1)
