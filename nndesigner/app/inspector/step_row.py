"""One step in a list: its name and numbers in a row that unfolds to its form."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import icon, pixmap
from nndesigner.app.widgets.labels import OneLine
from nndesigner.app.widgets.step_words import parameters_in_words
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.entry import Entry

STEP_MIME = "application/x-nndesigner-step"
_CHEVRON = 14
_LINE = 24
"""How high the title is, and how large a button beside it: all stand on one line."""


class StepHead(QWidget):
    """The row itself: click, Enter or Space unfold it, Alt with the arrows moves it, Delete takes it away."""

    toggled = Signal()
    moved = Signal(int)
    removed = Signal()

    def __init__(self, step: Entry, what: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.what = what
        self.is_open = False
        self._pressed_at: QPoint | None = None
        self._chevron = QLabel()
        self._chevron.setFixedSize(_CHEVRON, _LINE)
        self.title = plain_label("", "strong", wraps=False)
        self.title.setFixedHeight(_LINE)
        self.words = OneLine()
        self.up = self._button("Move up (Alt+Up)", lambda: self.moved.emit(-1))
        self.down = self._button("Move down (Alt+Down)", lambda: self.moved.emit(1))
        self.remove = self._button("Remove this step (Delete)", self.removed.emit)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, 6, 7)
        layout.setSpacing(0)
        layout.addWidget(self._chevron, 0, Qt.AlignmentFlag.AlignTop)
        layout.addSpacing(6)
        layout.addLayout(texts, 1)
        for button in (self.up, self.down, self.remove):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        theme.themes.changed.connect(self.restyle)
        self.show_step(step)

    def show_step(self, step: Entry) -> None:
        """Show this step's name and numbers."""
        words = parameters_in_words(step)
        self.title.setText(step.title())
        self.words.show_text(words)
        self.words.setVisible(bool(words) and not self.is_open)
        self.setAccessibleName(f"{step.title()} {words}".strip())
        self.setToolTip("\n".join(filter(None, [step.summary_line(), words])))
        self._show_buttons(self.underMouse() or self.hasFocus())
        self.restyle()

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme."""
        name = "chevron_down" if self.is_open else "chevron_right"
        self._chevron.setPixmap(pixmap(name, "muted", _CHEVRON, self.devicePixelRatioF()))
        for button, picture in ((self.up, "arrow_up"), (self.down, "arrow_down"), (self.remove, "close")):
            button.setIcon(icon(picture, role="muted"))
        self.update()

    def event(self, event: QEvent) -> bool:
        """The buttons are there while the row is pointed at or has the focus."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_buttons(self.underMouse() or self.hasFocus())
        return super().event(event)

    def _show_buttons(self, are_wanted: bool) -> None:
        for button in (self.up, self.down):
            button.setVisible(are_wanted or button.hasFocus() or self.is_open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggled.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif is_alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if start is None or (event.position().toPoint() - start).manhattanLength() < far:
            return
        self._pressed_at = None
        content = QMimeData()
        content.setData(STEP_MIME, self.what.encode())
        drag = QDrag(self.window())  # this row may be gone when the drag ends
        drag.setMimeData(content)
        drag.setPixmap(self.grab())
        drag.setHotSpot(start)
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and self.rect().contains(event.position().toPoint()):
            self.toggled.emit()
        self._pressed_at = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("line", 0.5))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)

    def _button(self, help: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(_LINE, _LINE)
        button.setToolTip(help)
        button.setAccessibleName(help)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: do())
        return button
