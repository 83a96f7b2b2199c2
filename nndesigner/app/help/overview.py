"""Keys and gestures at a glance: what help shows when nothing in particular is selected."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.entry_header import Header
from nndesigner.app.widgets.texts import heading, plain_label

Row = tuple[str, tuple[str, ...], str]
"""What is done, the keys that do it, and how the mouse does it."""

GESTURES: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "Draw",
        (
            ("Add a layer", (), "Drag it from the palette, or double-click it."),
            ("Search and add", ("Tab",), "Double-click the empty canvas, or just type."),
            ("Connect", (), "Drag from port to port; dropped on empty canvas, it offers what fits."),
            ("Insert", (), "Drop a layer on a link."),
            ("Rename", ("F2",), "Double-click the name."),
            ("Delete", ("Del",), ""),
            ("Delete and reconnect", ("Ctrl+Del",), ""),
            ("Lay out", ("Ctrl+L",), ""),
            ("Undo, redo", ("Ctrl+Z", "Ctrl+Y"), ""),
        ),
    ),
    (
        "Select and move",
        (
            ("Select", ("Ctrl+A",), "Click; Shift adds; drag on the empty canvas."),
            ("Move", ("Arrows",), "Drag; Alt ignores the grid. With Shift, arrows go ten steps."),
            ("Copy", ("Ctrl+C", "Ctrl+V"), ""),
            ("Duplicate", ("Ctrl+D",), ""),
        ),
    ),
    (
        "Navigate",
        (
            ("Zoom", ("Ctrl++", "Ctrl+-", "Ctrl+0"), "Turn the wheel."),
            ("Move the view", (), "Drag with the middle button, or hold Space."),
            ("Fit all", ("Home",), ""),
            ("Frame the selection", ("F",), ""),
            ("Search layers", ("Ctrl+F",), ""),
        ),
    ),
    (
        "Train",
        (
            ("Train, pause", ("F5", "F6"), ""),
            ("One step", ("F10",), ""),
            ("Stop", ("Shift+F5",), ""),
            (
                "Change while it goes",
                (),
                "Edit what is lit in the training form, a dropout rate, or Frozen.",
            ),
        ),
    ),
    (
        "Runs",
        (
            ("See its curves", ("Arrows",), "Select a run. Every training is kept as one, also after a crash."),
            ("Resume a run", ("Ctrl+Shift+F5",), "It goes on from its last checkpoint, bit for bit."),
            ("Go back to a design", (), "Right-click the run: Restore its design."),
            ("Rename, delete", ("F2", "Del"), "Double-click the name. Pinned runs keep their weights."),
        ),
    ),
)


class Key(QLabel):
    """A key as it looks on the keyboard."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys.replace("++", "+＋").replace("+", " ").replace("＋", "+"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(theme.SMALL, QFont.Weight.Medium))
        self.setContentsMargins(6, 2, 6, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
        super().paintEvent(event)


class OverviewPage(QWidget):
    """Groups of what can be done, with keys and mouse."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(Header("Keys and gestures", "Select a layer or an option to read about it here"))
        for title, rows in GESTURES:
            layout.addSpacing(8)
            layout.addWidget(heading(title))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(10)
            grid.setColumnMinimumWidth(0, 128)
            grid.setColumnStretch(1, 1)
            for number, (what, keys, mouse) in enumerate(rows):
                grid.addWidget(plain_label(what), number, 0, Qt.AlignmentFlag.AlignTop)
                grid.addLayout(_ways(keys, mouse), number, 1)
            layout.addLayout(grid)


def _ways(keys: tuple[str, ...], mouse: str) -> QVBoxLayout:
    ways = QVBoxLayout()
    ways.setSpacing(4)
    if keys:
        row = QHBoxLayout()
        row.setSpacing(6)
        for each in keys:
            row.addWidget(Key(each))
        row.addStretch()
        ways.addLayout(row)
    if mouse:
        words = QHBoxLayout()
        words.addWidget(plain_label(mouse, "muted"), 1)
        ways.addLayout(words)
    return ways
