"""A layer on the canvas."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nndesigner.app.canvas.appearance import BRIEF, HALO, RADIUS, Card, Port, card_rectangle, port_point
from nndesigner.app.canvas.card_painter import Look, paint_card
from nndesigner.app.canvas.strip import FROM_BELOW, Strip
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.app.widgets.theme import colour
from nndesigner.design.model import NodeId, Position
from nndesigner.training.readings import Mask


class NodeItem(QGraphicsItem):
    """The card of one node, with its ports. Its origin is the middle of the card's upper edge, the node's position."""

    def __init__(self, node: NodeId, card: Card, position: Position) -> None:
        super().__init__()
        self.node = node
        self.card = card
        self.look = Look()
        self.fitting: frozenset[Port] = frozenset()
        """The ports that glow because the link being drawn fits."""
        self._strip: Strip | None = None
        self.setPos(*position)
        self.setZValue(1)
        self.setToolTip(card.tooltip())

    def show_card(self, card: Card) -> None:
        """Show other contents."""
        if card.height != self.card.height or card.inputs != self.card.inputs:
            self.prepareGeometryChange()
        self.card = card
        self.setToolTip(card.tooltip())
        self._place_strip()
        self.update()

    def be_far(self, far: bool) -> None:
        """Be shown from far away, as a block that is painted faster than any picture of it could be found."""
        mode = QGraphicsItem.CacheMode
        self.setCacheMode(mode.NoCache if far else mode.DeviceCoordinateCache)
        self._place_strip()

    def appear(self, look: Look) -> None:
        """Stand out from the others, or no longer."""
        if look != self.look:
            self.look = look
            self.setZValue(2 if look.is_selected else 1)
            self.update()

    def glow(self, fitting: frozenset[Port]) -> None:
        """Light up the ports that a link fits to."""
        if fitting != self.fitting:
            self.fitting = fitting
            self.update()

    def show_readings(self, norm: float | None, mask: Mask | None, scale: MagnitudeScale) -> None:
        """Show what was read of this layer at the last step."""
        if norm is None and mask is None:
            return
        if self._strip is None:
            self._strip = Strip(self, scale)
            self._place_strip()
        if mask is not None:
            self._strip.show_mask(mask)
        elif norm is not None:
            self._strip.add_magnitude(norm)

    def _place_strip(self) -> None:
        """At the lower edge; a problem, which is written there too, comes first."""
        if self._strip:
            self._strip.setPos(0, self.card.height - FROM_BELOW)
            is_far = self.cacheMode() == QGraphicsItem.CacheMode.NoCache
            self._strip.setVisible(not is_far and not self.card.problems)

    def clear_readings(self) -> None:
        """Show no strip any more."""
        if self._strip and self.scene():
            self.scene().removeItem(self._strip)
        self._strip = None

    def update_readings(self) -> None:
        """Show the same readings in other colours."""
        if self._strip:
            self._strip.update()

    def ports(self) -> list[Port]:
        """All ports: the inputs, then the output if there is one."""
        inputs = [Port(self.node, True, number) for number in range(self.card.inputs)]
        return [*inputs, Port(self.node, False)] if self.card.layer.has_output else inputs

    def port_place(self, port: Port) -> QPointF:
        """The middle of a port in the scene."""
        return self.pos() + port_point(self.card, port.is_input, port.input)

    def rectangle(self) -> QRectF:
        """The card in the scene."""
        return card_rectangle(self.card).translated(self.pos())

    def boundingRect(self) -> QRectF:
        return card_rectangle(self.card).adjusted(-HALO, -HALO, HALO, HALO)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(card_rectangle(self.card), RADIUS, RADIUS)
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        paint_card(painter, self.card, self.look, zoom, painter.device().devicePixelRatioF())
        if zoom >= BRIEF:
            self._paint_ports(painter)

    def _paint_ports(self, painter: QPainter) -> None:
        for port in self.ports():
            middle = port_point(self.card, port.is_input, port.input)
            if port in self.fitting:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("accent", 0.25))
                painter.drawEllipse(middle, 10, 10)
                painter.setBrush(colour("accent"))
                painter.drawEllipse(middle, 5, 5)
                continue
            is_near = self.look.is_hovered or self.look.is_selected
            painter.setPen(QPen(colour("accent" if self.look.is_selected else "muted", 1.0 if is_near else 0.55), 1.5))
            painter.setBrush(colour("panel"))
            size = 4.0 if is_near else 3.0
            painter.drawEllipse(middle, size, size)
