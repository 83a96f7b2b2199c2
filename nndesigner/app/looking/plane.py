"""Points on the plane, by class, over what the network answers everywhere around them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nndesigner.app import theme
from nndesigner.app.looking.answering import Decision
from nndesigner.app.looking.choosing import Indices
from nndesigner.app.looking.collection import Collection
from nndesigner.app.looking.decision import ground
from nndesigner.app.looking.drawing import class_colour, paint_mark
from nndesigner.app.looking.scale import Scale, fitting
from nndesigner.app.plots.colours import viridis
from nndesigner.app.plots.figures import figure, mark
from nndesigner.app.theme import colour

MARGIN, FOOT = 16, 20
NEAR = 12.0
"""Pixels within which a click means a point."""
GRAIN = 2.5
"""Pixels of one cell of the grid of answers."""
MOST_CELLS = 160
"""Cells along a side of that grid."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PointsPlane(QWidget):
    """Signals as those of SampleGrid; `looked_at` when the piece of the plane that is seen has changed."""

    sent = Signal(int)
    turned_to = Signal(int)
    looked_at = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.collection: Collection | None = None
        self.samples: Indices = np.zeros(0, np.int64)
        self.selected = -1
        self.decision: Decision | None = None
        self._part = 0
        self._scale: Scale | None = None
        self._decided: Scale | None = None
        self._ground = QImage()
        self._points = QPixmap()
        self._numbers: NDArray[np.float64] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Points on the plane")
        self.setMinimumHeight(120)
        theme.themes.changed.connect(self.restyle)

    def show_points(self, collection: Collection, part: int, samples: Indices) -> None:
        """Show these samples of one part; the piece of the plane is that of all samples."""
        if collection is not self.collection:
            self.decision, self._ground, self.selected = None, QImage(), -1
        self.collection, self._part, self.samples = collection, part, samples
        self._lay_out()

    def show_decision(self, decision: Decision | None) -> None:
        """Show behind the points what the network answers, or nothing."""
        self.decision, self._decided = decision, self._scale
        self.restyle()

    def grid(self) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """The coordinates at which the answers are wanted, ys from above."""
        if self._scale is None:
            return None
        room = self._scale.room
        numbers = [int(min(max(side / GRAIN, 8), MOST_CELLS)) for side in (room.width(), room.height())]
        xs = self._scale.left + (np.arange(numbers[0]) + 0.5) / numbers[0] * self._scale.wide
        ys = self._scale.top - (np.arange(numbers[1]) + 0.5) / numbers[1] * self._scale.high
        return xs.astype(np.float32), ys.astype(np.float32)

    def select(self, sample: int) -> None:
        """Put the ring around this sample, or around none (−1)."""
        self.selected = sample
        if self.collection and sample >= 0:
            self.setAccessibleDescription(self.told(sample))
            self.turned_to.emit(sample)
        self.update()

    def told(self, sample: int) -> str:
        """A point in words."""
        assert self.collection
        x, y = self.collection.parts[self._part].inputs[sample].tolist()
        return f"{self.collection.label(self._part, sample)} at ({figure(x)}, {figure(y)})"

    def restyle(self) -> None:
        """Draw points and ground in the colours of the theme."""
        self._points = QPixmap()
        self._ground = ground(self.decision) if self.decision else QImage()
        self.update()

    def _lay_out(self) -> None:
        if self.collection is None:
            return
        room = QRectF(self.rect()).adjusted(MARGIN, 4, -MARGIN, -FOOT)
        before = self._scale
        self._scale = fitting([part.inputs for part in self.collection.parts], room)
        self._points = QPixmap()
        self.update()
        if before != self._scale:
            self.looked_at.emit()

    def places(self) -> NDArray[np.float64]:
        """Where the samples that are shown lie, in pixels, (samples, 2)."""
        if self.collection is None or self._scale is None:
            return np.zeros((0, 2))
        return self._scale.places(self.collection.parts[self._part].inputs[self.samples])

    def sample_at(self, at: QPointF) -> int:
        """The sample nearest to a point, −1 when none is near."""
        places = self.places()
        if not len(places):
            return -1
        distances = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
        nearest = int(distances.argmin())
        return int(self.samples[nearest]) if distances[nearest] <= NEAR else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sample = self.sample_at(event.position())
        if sample >= 0:
            self.select(sample)
            self.sent.emit(sample)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None or self.collection is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, self._scale)
        if self._points.isNull():
            self._points = self._drawn_points()
        painter.drawPixmap(0, 0, self._points)
        self._paint_selected(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter, scale: Scale) -> None:
        if not self._ground.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            of = self._decided or scale
            painter.save()
            painter.setClipRect(scale.room)
            painter.drawImage(scale.rectangle(of), self._ground)
            painter.restore()
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(scale.room.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        zero = scale.places(np.zeros((1, 2)))[0]
        painter.setPen(QPen(colour("muted", 0.25), 1))
        if scale.room.left() < zero[0] < scale.room.right():
            painter.drawLine(QPointF(zero[0], scale.room.top()), QPointF(zero[0], scale.room.bottom()))
        if scale.room.top() < zero[1] < scale.room.bottom():
            painter.drawLine(QPointF(scale.room.left(), zero[1]), QPointF(scale.room.right(), zero[1]))
        painter.setPen(colour("muted"))
        for x in scale.ticks():
            at = scale.places(np.array([[x, 0.0]]))[0, 0]
            place = QRectF(at - 30, scale.room.bottom() + 2, 60, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark(float(x)))

    def _drawn_points(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = 3.6 if len(self.samples) <= 400 else 2.8 if len(self.samples) <= 3000 else 1.8
        for (x, y), form, fill in zip(self.places().tolist(), *self._looks(), strict=True):
            paint_mark(painter, QPointF(x, y), form, size, fill)
        painter.end()
        return drawn

    def _looks(self) -> tuple[list[int], list[QColor]]:
        """Form and colour of every point: those of its class, or for numbers a dot in viridis."""
        assert self.collection
        groups = self.collection.groups
        if groups is None or groups.ends:
            values = self.collection.parts[self._part].targets[self.samples].reshape(len(self.samples), -1)[:, :1]
            low, high = (float(each) for each in (values.min(initial=np.inf), values.max(initial=-np.inf)))
            parts = (values[:, 0] - low) / ((high - low) or 1)
            return [0] * len(parts), [QColor(*rgb) for rgb in viridis(parts).tolist()]
        numbers = groups.of_samples(self._part)[self.samples].tolist()
        colours = [class_colour(number) for number in range(max(numbers, default=0) + 1)]
        return numbers, [colours[number] for number in numbers]

    def _paint_selected(self, painter: QPainter) -> None:
        where = np.flatnonzero(self.samples == self.selected)
        if not len(where):
            return
        x, y = self.places()[where[0]].tolist()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, width in (("panel", 4.0), ("accent" if self.hasFocus() else "text", 2.0)):
            painter.setPen(QPen(colour(role), width))
            painter.drawEllipse(QPointF(x, y), 8, 8)
