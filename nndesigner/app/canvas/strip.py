"""The living strip of a node: what its gradient or its dropout mask was at the last steps."""

from collections import deque

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nndesigner.app.canvas.appearance import CELL, CELLS, MARGIN, WIDTH
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.app.widgets.theme import colour, group_colour
from nndesigner.training.readings import Mask

HEIGHT = 4.0
FROM_BELOW = 8.0
"""How far above the card's lower edge the strip begins."""
GAPS = 0.7
"""Zoom from which the cells of a mask stand apart."""


AREA = QRectF(MARGIN - WIDTH / 2, 0, CELL * CELLS, HEIGHT)


class Strip(QGraphicsItem):
    """A row of cells at the lower edge of a card; an item of its own, so that new readings repaint nothing else."""

    def __init__(self, card: QGraphicsItem, scale: MagnitudeScale) -> None:
        super().__init__(card)
        self._scale = scale
        self.magnitudes: deque[float] = deque(maxlen=CELLS)
        self.kept: list[bool] = []

    def add_magnitude(self, norm: float) -> None:
        """The newest gradient: it comes in from the right, the others move on."""
        self.magnitudes.append(norm)
        self.update()

    def show_mask(self, mask: Mask) -> None:
        """The mask that was used last."""
        self.kept = first_values(mask.kept).tolist()
        self.update()

    def boundingRect(self) -> QRectF:
        return AREA

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        zoom, ratio = painter.worldTransform().m11(), painter.device().devicePixelRatioF()
        area = _on_whole_pixels(painter.worldTransform().mapRect(AREA), ratio)
        painter.resetTransform()
        if self.kept:
            self._paint_mask(painter, area, ratio, zoom)
        else:
            self._paint_magnitudes(painter, area)

    def _paint_magnitudes(self, painter: QPainter, area: QRectF) -> None:
        """One pixel for each cell, stretched: sixty rectangles would take ten times as long."""
        cells = np.full(CELLS, colour("line").rgb(), np.uint32)
        if self.magnitudes:
            cells[-len(self.magnitudes) :] = self._scale.colours(self.magnitudes)
        packed = cells.tobytes()
        painter.drawImage(area, QImage(packed, CELLS, 1, 4 * CELLS, QImage.Format.Format_RGB32))

    def _paint_mask(self, painter: QPainter, area: QRectF, ratio: float, zoom: float) -> None:
        """Cells with a gap of one pixel on the screen, wherever the zoom puts their edges."""
        edges = [round((area.left() + area.width() * cell / CELLS) * ratio) / ratio for cell in range(CELLS + 1)]
        gap = 1 / ratio if zoom > GAPS else 0
        kept, dropped = group_colour("Regularization"), colour("line", 0.5)
        for left, right, is_kept in zip(edges, edges[1:], self.kept, strict=False):
            cell = QRectF(left, area.top(), right - left - gap, area.height())
            painter.fillRect(cell, kept if is_kept else dropped)


def _on_whole_pixels(area: QRectF, ratio: float) -> QRectF:
    """Nearly `area`, but with edges between the pixels of the screen, so that every strip is as high as the next."""
    left, top, width, height = (round(value * ratio) / ratio for value in area.getRect())  # type: ignore[attr-defined]
    return QRectF(left, top, width, max(height, 1 / ratio))


def first_values(kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """As many values of a mask as there are cells; of a mask that drops whole channels, one value for each."""
    if kept.ndim == 3 and (kept == kept[:, :1, :1]).all():
        kept = kept[:, 0, 0]
    return kept.reshape(-1)[:CELLS]
