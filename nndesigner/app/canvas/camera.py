"""What part of the canvas is seen, and how large."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from nndesigner.app.canvas.appearance import HEIGHT, WIDTH
from nndesigner.app.canvas.scene import Scene
from nndesigner.design.plain import FARTHEST

SMALLEST, LARGEST = 0.1, 4.0
READABLE = 0.75
"""Down to this zoom every text on a card can be read."""
MARGIN = 32.0
STEP = 1.2
"""How much one notch of the wheel zooms."""


class Camera:
    """Moves and scales what a view shows, between 10 % and 400 %."""

    def __init__(self, view: QGraphicsView, scene: Scene) -> None:
        self._view = view
        self._scene = scene
        view.setSceneRect(-FARTHEST, -FARTHEST, 2 * FARTHEST, 2 * FARTHEST)
        self.start()

    @property
    def zoom(self) -> float:
        """Pixels on the screen for one of the scene."""
        return self._view.transform().m11()

    @property
    def middle(self) -> QPointF:
        """The point of the scene in the middle of the view."""
        return self._view.mapToScene(self._view.viewport().rect().center())

    def start(self) -> None:
        """Look at where a network begins."""
        self._scale(1.0)
        self.look_at(QPointF(0, 200))

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom so that the point `around` (in the view; the middle when None) stays where it is."""
        zoom = min(max(self.zoom * factor, SMALLEST), LARGEST)
        place = around or QPointF(self._view.viewport().rect().center())
        before = self._view.mapToScene(place.toPoint())
        self._scale(zoom)
        moved = self._view.mapToScene(place.toPoint()) - before
        self.look_at(self.middle - moved)

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene into the middle."""
        self._view.centerOn(point)

    def frame(self, area: QRectF, largest: float = 1.0) -> None:
        """Show all of `area` with some room around it, but not larger than `largest`."""
        self._scale(min(max(self._fitting(area), SMALLEST), largest))
        self.look_at(area.center())

    def open(self, area: QRectF, first: QPointF) -> None:
        """Show all of `area` if it can be read then; else as much as can, from `first` on down."""
        if self._fitting(area) >= READABLE:
            self.frame(area)
            return
        self._scale(READABLE)
        is_narrow = area.width() * READABLE <= self._view.viewport().width()
        half = self._view.viewport().height() / 2 - MARGIN
        self.look_at(QPointF(area.center().x() if is_narrow else first.x(), first.y() + half / READABLE))

    def reveal(self, area: QRectF) -> None:
        """Move just so far that all of `area` is seen."""
        self._view.ensureVisible(area, int(MARGIN), int(MARGIN))

    def seen(self) -> QRectF:
        """The part of the scene that is seen."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def _fitting(self, area: QRectF) -> float:
        room = self._view.viewport().size()
        across = (room.width() - 2 * MARGIN) / max(area.width(), WIDTH)
        down = (room.height() - 2 * MARGIN) / max(area.height(), HEIGHT)
        return min(across, down)

    def _scale(self, zoom: float) -> None:
        self._scene.look_from(zoom)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
