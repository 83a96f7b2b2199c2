"""What part of the canvas is seen, and how large."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from nndesigner.app.canvas.appearance import HEIGHT, WIDTH
from nndesigner.app.canvas.clear_room import best_room, moved_into, zoom_that_fits
from nndesigner.app.canvas.scene import Scene
from nndesigner.design.plain import FARTHEST

SMALLEST, LARGEST = 0.1, 4.0
READABLE = 0.75
"""Down to this zoom every text on a card can be read."""
TELLING = 0.4
"""Down to this zoom the names of layers can be read."""
MARGIN = 16.0
TOP = 52.0
"""Room above what is shown whole, in pixels: for the messages that come up there."""
GAP = 12.0
"""Room between what is shown whole and what floats over the canvas, in pixels."""
STEP = 1.2
"""How much one notch of the wheel zooms."""


class Camera:
    """Moves and scales what a view shows, between 10 % and 400 %.

    `floating` gives the places in the view where something floats over its lower edge.
    """

    def __init__(self, view: QGraphicsView, scene: Scene) -> None:
        self._view = view
        self._scene = scene
        self.floating: Callable[[], Sequence[QRectF]] = tuple
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
        """Show all of `area`, clear of what floats over the view, but not larger than `largest`."""
        view = QRectF(self._view.viewport().rect())
        room = self._room(area, largest)
        zoom = min(max(zoom_that_fits(room, _least(area)), SMALLEST), largest)
        shown = QRectF(QPointF(), area.size() * zoom)
        shown.moveCenter(view.center())
        self._scale(zoom)
        self.look_at(area.center() - (moved_into(room, shown).center() - view.center()) / zoom)

    def open(self, area: QRectF, first: QPointF) -> None:
        """Show all of `area` if it tells something then; else as much as can be read, from `first` on down."""
        if self.can_tell(area):
            self.frame(area)
            return
        self._scale(READABLE)
        view = QRectF(self._view.viewport().rect())
        across = QRectF(0, 0, area.width() * READABLE, 1)
        across.moveCenter(view.center())
        beside = moved_into(self._beside_the_map(view), across)
        is_narrow = across.width() <= view.width()
        x = area.center().x() - (beside.center().x() - view.center().x()) / READABLE if is_narrow else first.x()
        self.look_at(QPointF(x, first.y() + (view.height() / 2 - TOP) / READABLE))

    def can_tell(self, area: QRectF) -> bool:
        """Whether `area` can be shown whole so that it tells something."""
        return zoom_that_fits(self._room(area, 1.0), _least(area)) >= TELLING

    def shows(self, area: QRectF) -> bool:
        """Whether all of `area` is seen, clear of what floats over the view."""
        place = QRectF(self._view.mapFromScene(area).boundingRect())
        inside = QRectF(self._view.viewport().rect()).contains(place)
        return inside and not any(each.intersects(place) for each in self.floating())

    def reveal(self, area: QRectF) -> None:
        """Move just so far that all of `area` is seen."""
        self._view.ensureVisible(area, int(MARGIN), int(MARGIN))

    def seen(self) -> QRectF:
        """The part of the scene that is seen."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def _beside_the_map(self, view: QRectF) -> QRectF:
        """The part of `view` left of what floats over its right half."""
        rights = [each.left() - GAP for each in self.floating() if each.left() > view.center().x()]
        return view.adjusted(MARGIN, 0, min([view.right() - MARGIN, *rights]) - view.right(), 0)

    def _room(self, area: QRectF, largest: float) -> QRectF:
        """Where in the view `area` can be shown whole."""
        view = QRectF(self._view.viewport().rect()).marginsRemoved(QMarginsF(MARGIN, TOP, MARGIN, MARGIN))
        floating = [each.marginsAdded(QMarginsF(GAP, GAP, GAP, GAP)) for each in self.floating()]
        return best_room(view, floating, _least(area), largest)

    def _scale(self, zoom: float) -> None:
        self._scene.look_from(zoom)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))


def _least(area: QRectF) -> QSizeF:
    """The size of `area`, at least that of a card."""
    return area.size().expandedTo(QSizeF(WIDTH, HEIGHT))
