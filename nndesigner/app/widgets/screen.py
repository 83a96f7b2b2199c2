"""How large a window may be: as large as is comfortable, and never larger than its screen leaves room for."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = 12
"""What a window manager may put around a window, in pixels; its title bar is up to four times as high."""


def room_for(window: QWidget) -> QSize:
    """How large `window` may be on its screen, so that its frame is inside, too."""
    room = window.screen().availableSize()
    return QSize(room.width() - FRAME, room.height() - 4 * FRAME)


def size_up(window: QWidget, width: int, height: int) -> None:
    """Make `window` so large, or as large as there is room; what it holds must be able to shrink."""
    window.resize(QSize(width, height).boundedTo(room_for(window)))
