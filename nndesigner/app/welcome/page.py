"""The welcome page: examples to open, recent projects, an empty canvas."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.icons import application_icon
from nndesigner.app.labels import SEMIBOLD, label
from nndesigner.app.settings import Settings
from nndesigner.app.welcome.example_card import ExampleCard
from nndesigner.project.examples import examples

WIDTH = 720


class WelcomePage(QWidget):
    """Shown until something is open."""

    example_chosen = Signal(str)
    file_chosen = Signal(object)
    new_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QWidget()
        column.setFixedWidth(WIDTH)
        content = QVBoxLayout(column)
        content.setSpacing(16)
        content.addLayout(self._heading())
        content.addSpacing(8)
        content.addWidget(_section("Examples"))
        content.addLayout(self._cards())
        content.addLayout(self._buttons())
        self._recent = QVBoxLayout()
        content.addLayout(self._recent)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(column, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)
        self._settings = settings
        self._show_recent()

    def _heading(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(56, 56))
        title = label("nndesigner", 26, SEMIBOLD)
        line = label("Draw a neural network, train it for real, and watch it learn.", muted=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(picture)
        row.addLayout(words, 1)
        return row

    def _cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        for example in examples():
            card = ExampleCard(example)
            card.chosen.connect(self.example_chosen)
            row.addWidget(card, 1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, signal in (("Empty canvas", self.new_wanted), ("Open project…", self.open_wanted)):
            button = QPushButton(text)
            button.setProperty("role", "on-canvas")
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _show_recent(self) -> None:
        files = self._settings.recent_files
        if files:
            self._recent.addSpacing(8)
            self._recent.addWidget(_section("Recent projects"))
        for path in files:
            button = QPushButton(path.stem)
            button.setProperty("role", "link")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _, path=path: self.file_chosen.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _section(text: str) -> QLabel:
    return label(text, theme.SMALL, SEMIBOLD, muted=True)
