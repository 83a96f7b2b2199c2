"""The first page of the dialog: choose a file or a folder, or drop one."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.opening.dropping import data_in
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import dress
from nndesigner.app.widgets.texts import plain_label

KNOWN = (
    ("Tables", "CSV, TSV, Parquet, Excel"),
    ("Pictures", "a folder for each class, or a table of names and labels"),
    ("Arrays", "NPZ, NPY, IDX as MNIST comes in"),
    ("Text", "a folder for each label"),
)
"""What can be opened, in words."""


class StartPage(QWidget):
    """`chosen` gives the path of a file or folder."""

    chosen = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._is_over = False
        self.setAcceptDrops(True)
        picture = QLabel()
        dress(picture, "table", "accent", 40)
        self.file_button = QPushButton("Choose a file…")
        self.file_button.setProperty("role", "primary")
        self.file_button.clicked.connect(self.ask_for_file)
        self.folder_button = QPushButton("Choose a folder…")
        self.folder_button.clicked.connect(self.ask_for_folder)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.file_button)
        buttons.addWidget(self.folder_button)
        buttons.addStretch()
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(0)
        layout.addStretch(2)
        layout.addWidget(picture, 0, middle)
        layout.addSpacing(12)
        layout.addWidget(plain_label("Drop a file or a folder here", "title", wraps=False), 0, middle)
        layout.addSpacing(6)
        words = "You see what is in it first; nothing changes until you confirm."
        layout.addWidget(plain_label(words, "muted", wraps=False), 0, middle)
        layout.addSpacing(16)
        layout.addLayout(buttons)
        layout.addSpacing(24)
        layout.addLayout(self._known())
        layout.addStretch(3)

    def ask_for_file(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, "Open data", str(self._folder))
        if name:
            self.chosen.emit(Path(name))

    def ask_for_folder(self) -> None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self, "Open a folder of data", str(self._folder))
        if name:
            self.chosen.emit(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._is_over = data_in(event.mimeData()) is not None
        if self._is_over:
            event.acceptProposedAction()
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._is_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_over = False
        self.update()
        path = data_in(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("accent" if self._is_over else "muted", 1.0 if self._is_over else 0.5), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent", 0.08) if self._is_over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 12, 12)

    @staticmethod
    def _known() -> QHBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (name, words) in enumerate(KNOWN):
            grid.addWidget(plain_label(name, "strong", wraps=False), row, 0)
            grid.addWidget(plain_label(words, "muted", wraps=False), row, 1)
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addLayout(grid)
        centred.addStretch()
        return centred
