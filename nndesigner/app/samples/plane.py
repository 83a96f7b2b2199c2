"""Points on the plane, by class, over what the network predicts everywhere around them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from nndesigner.answers.choosing import Indices
from nndesigner.answers.collection import Collection
from nndesigner.answers.ready_network import Decision
from nndesigner.app.samples.decision import ground
from nndesigner.app.samples.plane_camera import PlaneCamera
from nndesigner.app.samples.plane_painting import paint_axes, paint_curve, paint_ground, paint_words
from nndesigner.app.samples.points_layer import PointsLayer, limits
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.shapes import grouped
from nndesigner.words.numbers import figure

NEAR = 12.0
"""Pixels within which a click means a point."""
GRAIN = 2.5
"""Pixels of one cell of the grid of predictions."""
MOST_CELLS, MOST_OF_CURVE = 160, 600
"""Cells along a side of that grid; predictions along a curve."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PointsPlane(PlaneCamera):
    """Signals as those of SampleGrid, beside those of the camera."""

    sent = Signal(int)
    turned_to = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.collection: Collection | None = None
        self.samples: Indices = np.zeros(0, np.int64)
        self.selected = -1
        self.decision: Decision | None = None
        self.about_decision = ""
        """Which output the decision is of, where there are several."""
        self._part = 0
        self._ground = QImage()
        self._points = PointsLayer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Points on the plane")
        self.setMinimumHeight(120)
        theme.themes.changed.connect(self.restyle)

    def show_points(self, collection: Collection, part: int, samples: Indices) -> None:
        """Show these samples of one part; the piece of the plane is that of all samples."""
        is_new = collection is not self.collection
        if is_new:
            self.decision, self._ground, self.selected = None, QImage(), -1
        self.collection, self._part, self.samples = collection, part, samples
        self._points.show(collection, part, samples)
        if is_new and collection.places:
            self.frame(collection.places)
        self.note(self._remark())
        self.update()

    def show_decision(self, decision: Decision | None, about: str = "") -> None:
        """Show behind the points what the network predicts, or nothing; `about` says which output it is."""
        self.decision, self.about_decision = decision, about
        self.note(self._remark())
        self._draw_ground()

    def grid(self) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """The coordinates at which to predict, ys from above."""
        if self.scale is None or self.places_shown is None:
            return None
        room, most = self.scale.room, MOST_OF_CURVE if self.places_shown.is_graph else MOST_CELLS
        grain = 1.0 if self.places_shown.is_graph else GRAIN
        numbers = [int(min(max(side / grain, 8), most)) for side in (room.width(), room.height())]
        xs = self.scale.left + (np.arange(numbers[0]) + 0.5) / numbers[0] * self.scale.wide
        ys = self.scale.top - (np.arange(numbers[1]) + 0.5) / numbers[1] * self.scale.high
        return xs, ys

    def select(self, sample: int) -> None:
        """Put the ring around this sample, or around none (−1)."""
        self.selected = sample
        if self.collection and sample >= 0:
            self.setAccessibleDescription(self.told(sample))
            self.turned_to.emit(sample)
        self.update()

    def told(self, sample: int) -> str:
        """A point in words."""
        assert self.collection and self.places_shown
        x, y = self.places_shown.points[self._part][sample].tolist()
        if self.places_shown.is_even:
            return f"{self.collection.label(self._part, sample)} at ({figure(x)}, {figure(y)})"
        first, second = self.places_shown.axes
        where = f"{first} {figure(x)}, {second} {figure(y)}"
        return where if self.places_shown.is_graph else f"{self.collection.label(self._part, sample)} at {where}"

    def restyle(self) -> None:
        """Draw points and ground in the colours of the theme."""
        self._points.restyle()
        self._draw_ground()

    def _draw_ground(self) -> None:
        has_ground = self.decision and self.places_shown and not self.places_shown.is_graph
        is_of_target = self.decision and not self.decision.predictions.goal.learns_samples
        known = limits(self.collection) if is_of_target else None
        self._ground = ground(self.decision, known) if has_ground and self.decision else QImage()
        self.update()

    def places(self) -> NDArray[np.float64]:
        """Where the samples that are shown lie, in pixels, (samples, 2)."""
        if self.places_shown is None or self.scale is None:
            return np.zeros((0, 2))
        return self.scale.places(self.places_shown.points[self._part][self.samples])

    def sample_at(self, at: QPointF) -> int:
        """The sample nearest to a point, −1 when none is near."""
        places = self.places()
        if not len(places) or self.scale is None or not self.scale.room.contains(at):
            return -1
        distances = np.nan_to_num(np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y()), nan=np.inf)
        nearest = int(distances.argmin())
        return int(self.samples[nearest]) if distances[nearest] <= NEAR else -1

    def clicked_at(self, at: QPointF) -> None:
        sample = self.sample_at(at)
        if sample >= 0:
            self.select(sample)
            self.sent.emit(sample)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() != Qt.MouseButton.NoButton:
            return
        sample = self.sample_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if sample >= 0 else Qt.CursorShape.ArrowCursor)
        if sample >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.told(sample), self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if direction:
            self.select(self._next(*direction))
            found = np.flatnonzero(self.samples == self.selected)
            if len(found):
                self.reveal(QPointF(*self.places()[found[0]].tolist()))
        elif event.key() in _ENTER and self.selected >= 0:
            self.sent.emit(self.selected)
        else:
            super().keyPressEvent(event)

    def _next(self, across: int, down: int) -> int:
        """The nearest sample in a direction; the first one when none is selected."""
        where = np.flatnonzero(self.samples == self.selected)
        if not len(where):
            return int(self.samples[0]) if len(self.samples) else -1
        away = self.places() - self.places()[where[0]]
        ahead, aside = away @ [across, down], np.abs(away @ [down, across])
        cost = np.where(ahead > np.maximum(aside / 2, 1e-6), np.hypot(ahead, 2 * aside), np.inf)
        best = int(cost.argmin())
        return int(self.samples[best]) if np.isfinite(cost[best]) else self.selected

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def paintEvent(self, event: QPaintEvent) -> None:
        scale, places = self.scale, self.places_shown
        if scale is None or places is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.decision and not self._ground.isNull():
            paint_ground(painter, scale, self.decision, self._ground)
        paint_axes(painter, scale, places.axes, not places.is_even)
        painter.setClipRect(scale.room)
        self._points.paint(painter, scale)
        if self.decision and places.is_graph:
            paint_curve(painter, scale, self.decision)
        self._paint_selected(painter)
        if words := self.remark:
            paint_words(painter, QRectF(self.rect()), scale.room.left(), words)
        painter.end()

    def _remark(self) -> str:
        """What the picture does not say itself."""
        if self.places_shown is None:
            return ""
        points = self.places_shown.points[self._part][self.samples]
        gaps = int((~np.isfinite(points).all(axis=1)).sum())
        said = [f"{self.about_decision}."] if self.decision and self.about_decision else []
        if gaps:
            said.append(f"{grouped(gaps)} of these miss a value: see the table.")
        return " ".join(said)

    def _paint_selected(self, painter: QPainter) -> None:
        where = np.flatnonzero(self.samples == self.selected)
        if not len(where):
            return
        x, y = self.places()[where[0]].tolist()
        if not np.isfinite(x + y):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, width in (("panel", 4.0), ("accent" if self.hasFocus() else "text", 2.0)):
            painter.setPen(QPen(colour(role), width))
            painter.drawEllipse(QPointF(x, y), 8, 8)
