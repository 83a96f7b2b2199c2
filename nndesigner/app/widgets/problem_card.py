"""A problem on a card: what is wrong, in words, and buttons that put it right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.widgets.flow_layout import FlowLayout
from nndesigner.app.widgets.icons import dress
from nndesigner.catalog.problems import Fix
from nndesigner.design.report import Problem

_ROLES = {"error": "bad", "warning": "warning"}
_TITLES = {"error": "Problem", "warning": "Warning"}


class ProblemCard(QFrame):
    """`fix_chosen` gives the problem and one of its fixes; `clicked` the problem whose card was clicked.

    `name` is the layer that it is about, when that is to be shown.
    """

    fix_chosen = Signal(object, object)
    clicked = Signal(object)

    def __init__(self, problem: Problem, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setProperty("role", "card")
        self.setAccessibleName(f"{_TITLES[problem.severity]}: {problem.message}")
        self._icon = QLabel()
        self._icon.setFixedWidth(18)
        dress(self._icon, problem.severity, _ROLES[problem.severity], 18)
        texts = QVBoxLayout()
        texts.setSpacing(6)
        if name:
            texts.addWidget(_plain(name, "strong"))
        texts.addWidget(_plain(problem.message, "message"))
        self.buttons = [self._button(fix) for fix in problem.fixes]
        if self.buttons:
            fixes = FlowLayout(6)
            for button in self.buttons:
                fixes.addWidget(button)
            texts.addSpacing(2)
            texts.addLayout(fixes)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)

    def make_clickable(self) -> None:
        """Let a click, or Enter, emit `clicked`."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.problem)
        else:
            super().keyPressEvent(event)

    def _button(self, fix: Fix) -> QPushButton:
        button = QPushButton(fix.label.replace("&", "&&"))
        button.setProperty("role", "fix")
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(lambda: self.fix_chosen.emit(self.problem, fix))
        return button


def _plain(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
