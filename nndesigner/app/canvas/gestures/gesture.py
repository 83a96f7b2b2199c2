"""What every gesture is: begun by a press, moved, and finished or given up."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsView

from nndesigner.app.canvas.overlays import PointerLabel
from nndesigner.app.canvas.scene import Scene
from nndesigner.app.canvas.search import SearchPopup
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is, in the scene and in the view, and which keys are held."""

    scene: QPointF
    view: QPoint
    modifiers: Qt.KeyboardModifier

    def holds(self, key: Qt.KeyboardModifier) -> bool:
        """Whether a modifier key is held."""
        return bool(self.modifiers & key)


@dataclass(frozen=True)
class Surface:
    """What gestures work on."""

    view: QGraphicsView
    scene: Scene
    document: Document
    selection: Selection
    editing: Editing
    label: PointerLabel
    search: SearchPopup
    say: Callable[[str], None]

    @property
    def zoom(self) -> float:
        """Pixels on the screen for one of the scene."""
        return self.view.transform().m11()


class Gesture:
    """Something that is done with the mouse from press to release."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface

    def move(self, pointer: Pointer) -> None:
        """The pointer is elsewhere."""

    def finish(self, pointer: Pointer) -> None:
        """The button was released: do it."""

    def cancel(self) -> None:
        """Escape was pressed: leave no trace."""
