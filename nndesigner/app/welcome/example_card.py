"""A card that stands for an example: a small drawing of its network, its title and its point."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nndesigner.app.welcome.thumbnail import Thumbnail
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import SEMIBOLD, label
from nndesigner.design.model import Design
from nndesigner.project.examples import Example

WIDTH, HEIGHT = 256, 232
_PAD = 12


class ExampleCard(QPushButton):
    """Click to open; `chosen` brings the example's name."""

    chosen = Signal(str)

    def __init__(self, example: Example, design: Design) -> None:
        super().__init__()
        self.setProperty("role", "example")
        self.setAccessibleName(f"Open the example {example.title}")
        self.setAccessibleDescription(example.point)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(WIDTH, HEIGHT)
        self.clicked.connect(lambda: self.chosen.emit(example.name))
        title = label(example.title, weight=SEMIBOLD)
        title.setWordWrap(True)
        point = label(example.point, theme.SMALL, muted=True)
        point.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        layout.setSpacing(4)
        layout.addWidget(Thumbnail(design))
        layout.addSpacing(6)
        layout.addWidget(title)
        layout.addWidget(point)
        layout.addStretch()
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)
