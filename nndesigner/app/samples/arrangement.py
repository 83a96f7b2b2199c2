"""Three parts below each other, or side by side where there is more width than height."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

WIDE, LEAST = 1.4, 520
"""From this ratio of width to height, and this width, on, the parts stand side by side."""
SIDE = 320
LOW = 400
"""Below this height only the most important is shown."""
_ANY = 16_777_215


class Arrangement(QWidget):
    """`first` chooses, `middle` gets the room left, `last` shows predictions. `became_low` when room is short."""

    became_low = Signal(bool)

    def __init__(self, first: tuple[QWidget, ...], middle: QWidget, last: QWidget) -> None:
        super().__init__()
        self.is_low = False
        self._first, self._last = self._column(*first), self._column(last)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self._first)
        self._body.addWidget(middle, 1)
        self._body.addWidget(self._last)

    @staticmethod
    def _column(*widgets: QWidget) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() > max(WIDE * self.height(), LEAST)
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        is_low = not is_wide and self.height() < LOW
        if is_low != self.is_low:
            self.is_low = is_low
            self.became_low.emit(is_low)
        side = min(SIDE, self.width() * 2 // 5)
        for part in (self._first, self._last):
            part.setMinimumWidth(side if is_wide else 0)
            part.setMaximumWidth(side if is_wide else _ANY)
