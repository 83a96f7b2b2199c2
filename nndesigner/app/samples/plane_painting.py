"""Draws what lies around the points of the plane: axes, the predictions of the network, and words in the corner."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from nndesigner.answers.ready_network import Decision
from nndesigner.app.samples.scale import Scale
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.shapes import grouped
from nndesigner.words.numbers import mark

LINE = 15
_LONG = 1e7
"""Whole numbers below are written out."""


def paint_ground(painter: QPainter, scale: Scale, decision: Decision, ground: QImage) -> None:
    """Draw the picture of a decision where it was computed."""
    step_across = float(decision.xs[1] - decision.xs[0])
    step_down = float(decision.ys[0] - decision.ys[1])
    left, top = float(decision.xs[0]) - step_across / 2, float(decision.ys[0]) + step_down / 2
    place = scale.piece(left, top, step_across * len(decision.xs), step_down * len(decision.ys))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(scale.room)
    painter.drawImage(place, ground)
    painter.restore()


def paint_curve(painter: QPainter, scale: Scale, decision: Decision) -> None:
    """Draw the predictions over the only input as a curve."""
    places = scale.places(np.stack([decision.xs, decision.values[0, :, 0]], axis=1)).clip(-1e5, 1e5)
    curve = QPolygonF([QPointF(x, y) for x, y in places.tolist() if np.isfinite(y)])
    painter.save()
    painter.setClipRect(scale.room)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, width in (("panel", 5.0), ("validation", 2.5)):
        pen = QPen(colour(role), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(curve)
    painter.restore()


def paint_axes(painter: QPainter, scale: Scale, names: tuple[str, str], has_names: bool) -> None:
    """Draw the frame, the lines of zero, and numbers at both axes; `names` at their ends where they say something."""
    room = scale.room
    painter.setFont(theme.font(theme.SMALL, tabular=True))
    metrics = QFontMetricsF(painter.font())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("line"), 1))
    painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
    zero = scale.places(np.zeros((1, 2)))[0]
    painter.setPen(QPen(colour("muted", 0.25), 1))
    if room.left() < zero[0] < room.right():
        painter.drawLine(QPointF(zero[0], room.top()), QPointF(zero[0], room.bottom()))
    if room.top() < zero[1] < room.bottom():
        painter.drawLine(QPointF(room.left(), zero[1]), QPointF(room.right(), zero[1]))
    painter.setPen(colour("muted"))
    across, up = scale.ticks()
    for x, at in zip(across, scale.places(np.array([[x, 0.0] for x in across] or np.zeros((0, 2))))[:, 0], strict=True):
        text = _tick(x, across)
        width = metrics.horizontalAdvance(text)
        left = min(max(at - width / 2, room.left()), room.right() - width)
        painter.drawText(QPointF(left, room.bottom() + 3 + metrics.ascent()), text)
    for y, at in zip(up, scale.places(np.array([[0.0, y] for y in up] or np.zeros((0, 2))))[:, 1], strict=True):
        place = QRectF(0, at - LINE / 2, room.left() - 5, LINE)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _tick(y, up))
    if has_names:
        _paint_names(painter, scale, names)


def _paint_names(painter: QPainter, scale: Scale, names: tuple[str, str]) -> None:
    room = scale.room
    painter.setFont(theme.font(theme.SMALL, QFont.Weight.DemiBold))
    metrics = QFontMetricsF(painter.font())
    across = elided(names[0], metrics, room.width())
    below = QRectF(room.left(), room.bottom() + LINE + 3, room.width(), LINE)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, across)
    up = elided(names[1], metrics, room.width())
    painter.drawText(QRectF(room.left(), room.top() - LINE - 3, room.width(), LINE), Qt.AlignmentFlag.AlignLeft, up)


def paint_words(painter: QPainter, area: QRectF, left: float, words: str) -> None:
    """Write a remark below everything."""
    painter.setClipping(False)
    painter.setFont(theme.font(theme.SMALL))
    painter.setPen(colour("muted"))
    place = QRectF(left, area.bottom() - LINE - 1, area.width() - left - 8, LINE)
    text = elided(words, QFontMetricsF(painter.font()), place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def room_for_numbers(scale: Scale) -> float:
    """How wide the numbers at the vertical axis are."""
    up = scale.ticks()[1]
    metrics = QFontMetricsF(theme.font(theme.SMALL, tabular=True))
    return max((metrics.horizontalAdvance(_tick(y, up)) for y in up), default=0.0)


def _tick(value: float, among: list[float]) -> str:
    """A number at an axis; near to each other the numbers get more digits."""
    if all(each.is_integer() and abs(each) < _LONG for each in among):
        return grouped(round(value)).replace("-", "−")
    said = {mark(each) for each in among}
    if len(said) == len(among) and not any("·" in each for each in said):
        return mark(value)
    return f"{value:.7g}".replace("-", "−")
