"""Panning: the canvas follows the hand."""

from PySide6.QtCore import QPoint, Qt

from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface


def scroll(surface: Surface, by: QPoint) -> None:
    """Move what is seen by pixels on the screen."""
    for bar, distance in (
        (surface.view.horizontalScrollBar(), by.x()),
        (surface.view.verticalScrollBar(), by.y()),
    ):
        bar.setValue(bar.value() - distance)


class Pan(Gesture):
    """Drag with the middle button, or with Space held."""

    def __init__(self, surface: Surface, pointer: Pointer) -> None:
        super().__init__(surface)
        self._last = pointer.view
        surface.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, pointer: Pointer) -> None:
        scroll(self.surface, pointer.view - self._last)
        self._last = pointer.view

    def finish(self, pointer: Pointer) -> None:
        self.cancel()

    def cancel(self) -> None:
        self.surface.view.viewport().unsetCursor()
