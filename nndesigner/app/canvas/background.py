"""The dots behind everything."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nndesigner.app.widgets.theme import colour

SPACING = 24.0
LEAST = 14.0
"""Pixels on the screen between two dots, at least: far away every second dot is left out, then every fourth."""


def paint_grid(painter: QPainter, area: QRectF, zoom: float) -> None:
    """Fill `area` of the scene with the colour of the canvas and its dots."""
    painter.fillRect(area, colour("canvas"))
    spacing = SPACING
    while spacing * zoom < LEAST:
        spacing *= 2
    left, top = math.floor(area.left() / spacing), math.floor(area.top() / spacing)
    columns, rows = math.ceil(area.width() / spacing) + 2, math.ceil(area.height() / spacing) + 2
    pen = QPen(colour("grid"), 2.0, c=Qt.PenCapStyle.RoundCap)
    pen.setCosmetic(True)
    painter.setPen(pen)
    across = [(left + number) * spacing for number in range(columns)]
    for row in range(rows):
        y = (top + row) * spacing
        painter.drawPoints([QPointF(x, y) for x in across])
