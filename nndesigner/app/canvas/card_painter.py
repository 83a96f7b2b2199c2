"""Paints the card of a node."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from nndesigner.app.canvas.appearance import (
    BRIEF,
    FULL,
    HEIGHT,
    ICON,
    MARGIN,
    RADIUS,
    TEXT_LEFT,
    WIDTH,
    Card,
    card_rectangle,
)
from nndesigner.app.widgets.icons import layer_pixmap
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import SMALL, TEXT, TITLE, colour, font, group_colour, themes

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME_ROW, DETAIL_ROW, PROBLEM_ROW = QRectF(0, 9, 0, 19), QRectF(0, 28, 0, 16), QRectF(0, 40, 0, 15)
HIGHER = 4.0
"""How much higher the upper rows stand when there is a problem below them."""
LEAST_NAME = 88.0
GAP = 12.0
ROUNDED = 0.15
"""Zoom from which it can be seen that corners are round."""
RATIOS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Device pixels to a pixel that icons are drawn with: few, because each is kept."""


@dataclass(frozen=True)
class Look:
    """How a card stands out from the others at the moment."""

    is_selected: bool = False
    is_hovered: bool = False
    is_ghost: bool = False


def paint_card(painter: QPainter, card: Card, look: Look, zoom: float, ratio: float) -> None:
    """Paint `card` around its origin; the smaller the zoom, the less it shows."""
    rectangle = card_rectangle(card)
    if zoom < BRIEF:
        _paint_block(painter, card, rectangle, look, zoom)
        return
    _paint_body(painter, rectangle, look, zoom)
    pixmap = layer_pixmap(card.layer, int(ICON), next(each for each in RATIOS if each >= ratio * zoom or each == 12))
    painter.drawPixmap(QRectF(rectangle.left() + MARGIN, MARGIN, ICON, ICON), pixmap, QRectF(pixmap.rect()))
    if zoom < FULL:
        _paint_name_alone(painter, card, rectangle)
    else:
        _paint_texts(painter, card, rectangle)
        if card.worst:
            _paint_problem(painter, card, rectangle)


def _paint_body(painter: QPainter, rectangle: QRectF, look: Look, zoom: float) -> None:
    if not themes.current.is_dark:
        painter.setPen(Qt.PenStyle.NoPen)
        for spread, alpha in ((1.0, 0.05), (2.0, 0.03)):
            painter.setBrush(colour("text", alpha))
            grown = rectangle.adjusted(-spread / 2, spread, spread / 2, spread)
            painter.drawRoundedRect(grown, RADIUS + spread / 2, RADIUS + spread / 2)
    edge = "accent" if look.is_selected or look.is_ghost else "line"
    width = 2.0 if look.is_selected else 1.0
    pen = QPen(colour(edge), width / min(zoom, 1.0))
    if look.is_hovered and not look.is_selected:
        pen.setColor(colour("muted", 0.6))
    if look.is_ghost:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(colour("panel"))
    inside = pen.widthF() / 2
    painter.drawRoundedRect(rectangle.adjusted(inside, inside, -inside, -inside), RADIUS - inside, RADIUS - inside)


def _paint_block(painter: QPainter, card: Card, rectangle: QRectF, look: Look, zoom: float) -> None:
    """All that can be seen from far away: the colour of the group, and a mark when there is a problem."""
    if look.is_selected:
        painter.fillRect(rectangle.adjusted(-16, -16, 16, 16), colour("accent"))
    shade = group_colour(card.layer.group, card.layer.kind)
    if zoom < ROUNDED:
        painter.fillRect(rectangle, shade)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(rectangle, RADIUS, RADIUS)
    if card.worst:
        painter.fillRect(rectangle.adjusted(WIDTH - 72, 0, 0, 0), colour("panel"))
        glyph(painter, QPointF(rectangle.right() - 34, rectangle.center().y()), 44, card.worst.severity)


def _paint_name_alone(painter: QPainter, card: Card, rectangle: QRectF) -> None:
    face, metrics = _face(TITLE + 5, QFont.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(colour("text"))
    room = QRectF(rectangle.left() + TEXT_LEFT, 0, WIDTH - TEXT_LEFT - GAP, HEIGHT)
    if card.worst:
        room.setRight(room.right() - 28)
        glyph(painter, QPointF(rectangle.right() - 24, 28), 20, card.worst.severity)
    painter.drawText(room, LEFT, elided(card.name, metrics, room.width()))


def _paint_texts(painter: QPainter, card: Card, rectangle: QRectF) -> None:
    left, right = rectangle.left() + TEXT_LEFT, rectangle.right() - GAP
    small, small_metrics = _face(SMALL, QFont.Weight.Normal)
    figures, figure_metrics = _face(SMALL, QFont.Weight.Normal, True)
    bold, bold_metrics = _face(TEXT, QFont.Weight.DemiBold)
    is_single = not card.details and not card.parameters
    up = HIGHER if card.worst else 0.0
    name_row = NAME_ROW.translated(0, 8.5 if is_single else -up)
    detail_row = DETAIL_ROW.translated(0, -up)

    name_width = bold_metrics.horizontalAdvance(card.name)
    shape_room = right - left - GAP - min(name_width, max(LEAST_NAME, right - left - GAP - 150))
    shape = elided(card.shape, figure_metrics, shape_room)
    shape_width = figure_metrics.horizontalAdvance(shape) + (GAP if shape else 0)
    parameters_width = figure_metrics.horizontalAdvance(card.parameters) + (GAP if card.parameters else 0)

    painter.setPen(colour("text"))
    painter.setFont(bold)
    name_room = QRectF(left, name_row.top(), right - left - shape_width, name_row.height())
    painter.drawText(name_room, LEFT, elided(card.name, bold_metrics, name_room.width()))

    painter.setPen(colour("muted"))
    painter.setFont(small)
    room = QRectF(left, detail_row.top(), right - left - parameters_width, detail_row.height())
    painter.drawText(room, LEFT, elided(card.details, small_metrics, room.width()))
    painter.setFont(figures)
    painter.drawText(QRectF(left, name_row.top(), right - left, name_row.height()), RIGHT, shape)
    painter.drawText(QRectF(left, detail_row.top(), right - left, detail_row.height()), RIGHT, card.parameters)


def _paint_problem(painter: QPainter, card: Card, rectangle: QRectF) -> None:
    assert card.worst
    left, right = rectangle.left() + TEXT_LEFT, rectangle.right() - GAP
    middle = PROBLEM_ROW.center().y() + (4 if card.details or card.parameters else 2)
    glyph(painter, QPointF(left + 6, middle), 12, card.worst.severity)
    face, metrics = _face(SMALL, QFont.Weight.Medium)
    painter.setFont(face)
    painter.setPen(problem_colour(card.worst.severity))
    more = f" +{len(card.problems) - 1}" if len(card.problems) > 1 else ""
    room = QRectF(left + 18, middle - 8, right - left - 18, 16)
    text = elided(card.worst.message, metrics, room.width() - metrics.horizontalAdvance(more))
    painter.drawText(room, LEFT, text + more)


def problem_colour(severity: str) -> QColor:
    """The colour of errors or warnings."""
    return colour("bad" if severity == "error" else "warning")


def glyph(painter: QPainter, middle: QPointF, size: float, severity: str) -> None:
    """A disc for an error, a triangle for a warning, each with its exclamation mark."""
    half = size / 2
    painter.save()
    painter.translate(middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(problem_colour(severity))
    if severity == "error":
        painter.drawEllipse(QPointF(), half, half)
    else:
        painter.setPen(QPen(problem_colour(severity), size / 7, j=Qt.PenJoinStyle.RoundJoin))
        corners = [QPointF(0, -half * 0.82), QPointF(half * 0.9, half * 0.72), QPointF(-half * 0.9, half * 0.72)]
        painter.drawPolygon(QPolygonF(corners))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("panel"))
    mark = QPainterPath()
    mark.addRoundedRect(QRectF(-size * 0.06, -half * 0.52, size * 0.12, half * 0.68), 1, 1)
    mark.addEllipse(QPointF(0, half * 0.45), size * 0.075, size * 0.075)
    painter.drawPath(mark)
    painter.restore()


@lru_cache(maxsize=64)
def _face(size: int, weight: QFont.Weight, tabular: bool = False) -> tuple[QFont, QFontMetricsF]:
    face = font(size, weight, tabular)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face, QFontMetricsF(face)
