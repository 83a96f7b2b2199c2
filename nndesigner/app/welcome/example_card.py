"""A card that stands for an example: a small drawing of its network, its title and its point."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.labels import SEMIBOLD, label
from nndesigner.design.edits import ROW
from nndesigner.design.model import Design
from nndesigner.project.examples import Example, open_example

PICTURE_HEIGHT = 150
PAD = 14


class ExampleCard(QPushButton):
    """Click to open; `chosen` brings the example's name."""

    chosen = Signal(str)

    def __init__(self, example: Example) -> None:
        super().__init__()
        self.setProperty("role", "example")
        self.setAccessibleName(f"Open the example {example.title}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.chosen.emit(example.name))
        title = label(example.title, weight=SEMIBOLD)
        point = label(example.point, theme.SMALL, muted=True)
        point.setWordWrap(True)
        point.setMinimumHeight(44)
        point.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAD, PAD, PAD, PAD)
        layout.setSpacing(6)
        layout.addWidget(Thumbnail(open_example(example.name).design))
        layout.addWidget(title)
        layout.addWidget(point)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(PICTURE_HEIGHT + 120)


class Thumbnail(QWidget):
    """A design drawn small: a bar for every layer, in the colour of its group."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self._design = design
        self.setFixedHeight(PICTURE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("canvas"))
        painter.drawRoundedRect(self.rect(), 8, 8)
        places = {node.id: node.position for node in self._design.nodes.values()}
        if not places:
            return
        left, right = min(x for x, _ in places.values()), max(x for x, _ in places.values())
        top, bottom = min(y for _, y in places.values()), max(y for _, y in places.values())
        pitch = (self.height() - 2 * PAD) / max(1.0, (bottom - top) / ROW + 1)
        bar = QRectF(0, 0, 92, min(12.0, pitch * 0.54))

        def at(position: tuple[float, float]) -> QRectF:
            x = self.width() / 2 + (position[0] - (left + right) / 2) * 0.3
            y = PAD + pitch * ((position[1] - top) / ROW + 0.5)
            return bar.translated(x - bar.width() / 2, y - bar.height() / 2)

        painter.setPen(QPen(theme.colour("line"), 2))
        for link in self._design.links:
            painter.drawLine(at(places[link.source]).center(), at(places[link.target]).center())
        painter.setPen(Qt.PenStyle.NoPen)
        for node in self._design.nodes.values():
            painter.setBrush(QColor(theme.group_colour(node.layer.group, node.layer.kind)))
            painter.drawRoundedRect(at(node.position), 4, 4)
