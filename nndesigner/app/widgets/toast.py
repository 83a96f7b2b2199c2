"""A short message that comes up over the window, offers one thing to do, and goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

DURATION, PER_LINE = 6000, 1500
"""How long a message stays, and how much longer for each further line, in milliseconds."""
MARGIN, WIDEST = 12, 640


class Toast(QFrame):
    """The one message shown over `host`, at its upper edge, where the canvas leaves room; a new one replaces it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("toast")
        self._host = host
        self._text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._button = QPushButton()
        self._button.setProperty("role", "link")
        self._do: Callable[[], object] = lambda: None
        self._button.clicked.connect(self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(16)
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        self._timer = QTimer(self, interval=DURATION, singleShot=True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The words shown last."""
        return self._text.text()

    def show_message(self, text: str, button: str = "", do: Callable[[], object] = lambda: None) -> None:
        """Show `text` for a while, with a button that does something when there is one."""
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._do = do
        self._place()
        self.show()
        self.raise_()
        self._timer.start(DURATION + PER_LINE * text.count("\n"))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        taken = self._button.sizeHint().width() + 16 if self._button.text() else 0
        room = min(WIDEST, self._host.width() - 2 * MARGIN - 32 - taken)
        lines = self._text.text().splitlines() or [""]
        self._text.setFixedWidth(min(room, max(map(self._text.fontMetrics().horizontalAdvance, lines)) + 2))
        self.adjustSize()
        self.move((self._host.width() - self.width()) // 2, MARGIN)

    def _act(self) -> None:
        self.hide()
        self._do()
