"""Layers dragged here from the palette."""

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nndesigner.app.canvas.appearance import HALO, HEIGHT, Card, card_of, card_rectangle, snapped
from nndesigner.app.canvas.card_painter import Look, paint_card
from nndesigner.app.canvas.finding import link_under
from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.link_item import LinkItem
from nndesigner.app.document import mime
from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.model import Node


def layer_in(content: QMimeData) -> type[Layer] | None:
    """The layer that is dragged, if it is one that this version has."""
    kind = bytes(content.data(mime.LAYER_KIND).data()).decode(errors="replace")
    entry = entries("layer").get(kind)
    return entry if entry is not None and issubclass(entry, Layer) else None


class Ghost(QGraphicsItem):
    """The card of a layer that is not there yet."""

    def __init__(self, layer: type[Layer]) -> None:
        super().__init__()
        self._card: Card = card_of(Node("", layer(), layer.title()), None, {}, (), 0)
        self.setOpacity(0.7)
        self.setZValue(6)

    def boundingRect(self) -> QRectF:
        return card_rectangle(self._card).adjusted(-HALO, -HALO, HALO, HALO)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        paint_card(painter, self._card, Look(is_ghost=True), zoom, painter.device().devicePixelRatioF())


class Drop(Gesture):
    """Held over the canvas the layer shows where it will be; over a link, the link lights up."""

    def __init__(self, surface: Surface, layer: type[Layer]) -> None:
        super().__init__(surface)
        self._layer = layer
        self._onto: LinkItem | None = None
        self._ghost = Ghost(layer)
        surface.scene.addItem(self._ghost)

    def move(self, pointer: Pointer) -> None:
        self._ghost.setPos(*self._place(pointer))
        found = self._link_below(pointer.scene)
        if found is not self._onto:
            for item, target in ((self._onto, False), (found, True)):
                if item is not None:
                    item.appear(target=target)
            self._onto = found

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        onto = self._onto.link if self._onto else None
        place = self._place(pointer)
        self.cancel()
        if onto:
            self.surface.editing.insert_on_link(self._layer.kind, onto)
        else:
            self.surface.editing.add(self._layer.kind, place)

    def cancel(self) -> None:
        if self._onto:
            self._onto.appear(target=False)
            self._onto = None
        if self._ghost.scene():
            self.surface.scene.removeItem(self._ghost)

    def _place(self, pointer: Pointer) -> tuple[float, float]:
        return snapped(pointer.scene.x(), pointer.scene.y() - HEIGHT / 2)

    def _link_below(self, point: QPointF) -> LinkItem | None:
        if not self._layer.maximum_inputs or not self._layer.has_output:
            return None
        return link_under(self.surface.scene, QRectF(point.x() - 64, point.y() - 24, 128, 48))
