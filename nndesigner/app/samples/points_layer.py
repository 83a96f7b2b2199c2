"""The points of the plane as a picture: quick to draw again, also where they are very many."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from nndesigner.answers.choosing import Indices
from nndesigner.answers.collection import Collection
from nndesigner.app.samples.drawing import class_colour, paint_mark
from nndesigner.app.samples.scale import Scale
from nndesigner.app.samples.stamps import stamped
from nndesigner.app.widgets.colours import viridis
from nndesigner.app.widgets.theme import colour

SIZES = ((20, 5.0), (400, 3.6), (3000, 2.8), (20_000, 1.8))
"""How large the marks are up to so many points; of more they are the smallest."""
SMALLEST = 1.2
SETTLING = 90
"""Milliseconds after the last movement until very many points are drawn anew."""
MOST_DRAWN = 1500
"""Marks that are drawn one by one, with an outline."""

Looks = tuple[NDArray[np.int64], NDArray[Any]]


class PointsLayer:
    """Draws the samples that are shown on `plane`."""

    def __init__(self, plane: QWidget) -> None:
        self._plane = plane
        self._collection: Collection | None = None
        self._part = 0
        self._samples: Indices = np.zeros(0, np.int64)
        self._drawn = QPixmap()
        self._scale: Scale | None = None
        self._looks: Looks | None = None
        self._settling = QTimer(plane, singleShot=True, interval=SETTLING)
        self._settling.timeout.connect(self._settle)

    def show(self, collection: Collection, part: int, samples: Indices) -> None:
        """Draw these samples of one part from now on."""
        self._collection, self._part, self._samples = collection, part, samples
        self.restyle()

    def restyle(self) -> None:
        """Draw everything anew, as in another theme."""
        self._drawn, self._looks = QPixmap(), None

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Draw the points; while very many move, the picture of them moves, and is made anew when they rest."""
        before, is_many = self._scale, len(self._samples) > MOST_DRAWN
        is_lasting = before is not None and before.room == scale.room and is_many
        if self._drawn.isNull() or before is None or (before != scale and not is_lasting):
            self._drawn, self._scale = self._draw(scale), scale
        elif before != scale:
            place = scale.piece(before.left, before.top, before.wide, before.high)
            painter.save()
            painter.translate(place.topLeft())
            painter.scale(place.width() / before.room.width(), place.height() / before.room.height())
            painter.drawPixmap(-before.room.topLeft(), self._drawn)
            painter.restore()
            self._settling.start()
            return
        painter.drawPixmap(0, 0, self._drawn)

    def _settle(self) -> None:
        self._drawn = QPixmap()
        self._plane.update()

    def _draw(self, scale: Scale) -> QPixmap:
        if self._collection is None or self._collection.places is None:
            return QPixmap()
        ratio, number = self._plane.devicePixelRatioF(), len(self._samples)
        size = next((size for most, size in SIZES if number <= most), SMALLEST)
        self._looks = forms, colours = self._looks or self._found_looks(self._collection)
        places = scale.places(self._collection.places.points[self._part][self._samples])
        if number > MOST_DRAWN:
            pixels = QSize(round(self._plane.width() * ratio), round(self._plane.height() * ratio))
            drawn = QPixmap.fromImage(stamped(pixels, places * ratio, forms, colours, size * ratio))
            drawn.setDevicePixelRatio(ratio)
            return drawn
        drawn = QPixmap(self._plane.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (x, y), form, fill in zip(places.tolist(), forms.tolist(), colours.tolist(), strict=True):
            if np.isfinite(x + y) and scale.room.adjusted(-9, -9, 9, 9).contains(x, y):
                paint_mark(painter, QPointF(x, y), form, size, QColor(*fill))
        painter.end()
        return drawn

    def _found_looks(self, collection: Collection) -> Looks:
        """Form and colour of every point: those of its class, or for numbers a dot in viridis."""
        groups, number, known = collection.groups, len(self._samples), limits(collection)
        plain = np.zeros(number, np.int64)
        targets = collection.parts[self._part].targets
        if not collection.has_marks or (groups is None and known is None) or targets is None:
            return plain, np.tile(_rgb(colour("accent")), (number, 1))
        if known is not None:
            low, high = known
            return plain, viridis((targets[self._samples].reshape(number, -1)[:, 0] - low) / ((high - low) or 1))
        assert groups
        numbers = groups.of_samples(self._part)[self._samples]
        table = [_rgb(class_colour(each)) for each in range(int(numbers.max(initial=0)) + 1)]
        table.append(_rgb(colour("muted")))  # −1: of no known class
        return np.maximum(numbers, 0), np.array(table)[numbers]


def limits(collection: Collection | None) -> tuple[float, float] | None:
    """From where to where the first number of the targets goes; None where targets are no numbers."""
    if collection is None or collection.target.kind != "values":
        return None
    found = [part.targets.reshape(len(part.targets), -1)[:, 0] for part in collection.parts if np.size(part.targets)]
    values = np.concatenate([each[np.isfinite(each)] for each in found if each.dtype.kind == "f"] or [np.zeros(0)])
    return (float(values.min()), float(values.max())) if len(values) else None


def _rgb(of: QColor) -> tuple[int, int, int]:
    return of.red(), of.green(), of.blue()
