"""The canvas: the network, what floats over it, and the keyboard."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmapCache,
    QResizeEvent,
    QShowEvent,
)

from nndesigner.app.canvas.appearance import GRID, HEIGHT, TEXT_LEFT, WIDTH, snapped
from nndesigner.app.canvas.background import paint_grid
from nndesigner.app.canvas.finding import link_at, node_at
from nndesigner.app.canvas.menus import CanvasMenus
from nndesigner.app.canvas.minimap import MiniMap
from nndesigner.app.canvas.overlays import EmptyHint, Legend
from nndesigner.app.canvas.rename import NameLine
from nndesigner.app.canvas.search import all_layers
from nndesigner.app.canvas.stage import Stage
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.app.widgets.theme import themes
from nndesigner.design.model import NodeId, Position
from nndesigner.training.readings import Mask

CORNER = 16
LEAST_FOR_MAP = 480
"""Pixels that the canvas must be wide to show the mini-map."""
PICTURES = 65536
"""Kilobytes for the pictures of cards that are kept: enough for a full screen of them at twice the resolution."""

ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

NAME_PLACE = QRectF(TEXT_LEFT - WIDTH / 2 - 8, 4, WIDTH - TEXT_LEFT, 30)
"""Where on a card the name stands, and where it is typed."""


class CanvasView(Stage):
    """Shows the open document and lets it be edited.

    `rename_wanted` opens the line to rename a layer in its place; menus and other panels may emit it.
    """

    rename_wanted = Signal(str)

    def __init__(self, document: Document, selection: Selection, editing: Editing) -> None:
        super().__init__(document, selection, editing)
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("The drawing of the network. The outline shows the same as a tree.")
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), PICTURES))
        self._document, self._selection, self._editing = document, selection, editing
        self._menus = CanvasMenus(self.surface, self)
        self.legend = Legend(self)
        self.hint = EmptyHint(self)
        self.minimap = MiniMap(self, self.drawing, selection)
        self.minimap.wanted.connect(self.camera.look_at)
        self.camera.floating = self._floating
        self.name_line = NameLine(self)
        self.is_map_shown = True
        self._framing: Callable[[], None] | None = self.open_all
        """What to do again when the canvas gets another size, until the user moves the view."""
        editing.middle = self._middle
        self.rename_wanted.connect(self.rename)
        document.loaded.connect(self._start_anew)
        document.changed.connect(self._follow)
        selection.changed.connect(self._reveal_selection)
        self.drawing.rearranged.connect(self._keep_whole)
        themes.changed.connect(self.resetCachedContent)
        themes.changed.connect(self.viewport().update)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.minimap.follow)
        self._place_overlays()

    def fit_all(self) -> None:
        """Show the whole network, and keep doing so until the view is moved."""
        self._framing = self.fit_all
        if self.drawing.nodes:
            self.camera.frame(self.drawing.extent())
        else:
            self.camera.start()

    def open_all(self) -> None:
        """Show the whole network if it can be read then; else its beginning."""
        self._framing = self.open_all
        cards = [item.rectangle() for item in self.drawing.nodes.values()]
        if cards:
            first = min(cards, key=lambda card: (card.top(), card.left()))
            self.camera.open(self.drawing.extent(), QPointF(first.center().x(), first.top()))
        else:
            self.camera.start()

    def frame_selection(self) -> None:
        """Show the selected layers as large as is good, or everything when none is selected."""
        if not self._selection.nodes:
            self.fit_all()
            return
        self._framing = None
        self.camera.frame(self.drawing.extent(self._selection.nodes), largest=1.5)

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle."""
        self._framing = None
        self.camera.zoom_by(factor)

    def zoom_to_100(self) -> None:
        """Show everything in its own size."""
        self.zoom_by(1 / self.camera.zoom)

    def show_readings(self, gradient_norms: Mapping[NodeId, float], masks: Mapping[NodeId, Mask]) -> None:
        """Let the layers show what was read at the last step."""
        self.drawing.show_readings(gradient_norms, masks)
        if gradient_norms:
            self.legend.tell(self.drawing.scale)

    def clear_readings(self, scale: MagnitudeScale | None = None) -> None:
        """Show no readings any more; those to come are shown on `scale`, or on one of their own."""
        self.drawing.clear_readings(scale)
        self.legend.hide()

    def show_map(self, shown: bool) -> None:
        """Show the mini-map, or do not."""
        self.is_map_shown = shown
        self._place_overlays()

    def rename_selected(self) -> None:
        """Let the selected layer be renamed in its place."""
        if len(self._selection.nodes) == 1:
            self.rename(next(iter(self._selection.nodes)))
        else:
            self.message.emit("Select one layer to rename it.")

    def rename(self, node: NodeId) -> None:
        """Let a layer be renamed in its place."""
        item = self.drawing.nodes[node]
        if not self.viewport().rect().contains(self.mapFromScene(item.rectangle()).boundingRect()):
            self.camera.look_at(item.rectangle().center())
        place = self.mapFromScene(NAME_PLACE.translated(item.pos())).boundingRect()
        place = QRect(place.left(), place.center().y() - 16, max(place.width(), 180), 32)
        name = self._document.design.nodes[node].name
        self.name_line.ask(place, name, lambda text: self._editing.rename(node, text))

    def search_at(self, place: QPoint, text: str = "") -> None:
        """Open the search at a point of the view; the layer that is picked is added there."""
        x, y = self.mapToScene(place).toTuple()
        self.search.ask(place, all_layers(), lambda kind: self._editing.add(kind, snapped(x, y - HEIGHT / 2)), text)

    def touched(self) -> None:
        self._framing = None
        self.name_line.close_line(keep=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point, place = self.mapToScene(event.position().toPoint()), event.position().toPoint()
        card = node_at(self.drawing, point)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if card and NAME_PLACE.translated(card.pos()).contains(point):
            self.rename(card.node)
        elif not card and not link_at(self.drawing, point, self.camera.zoom):
            self.search_at(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self._selection.nodes:
            card = self.drawing.nodes[next(iter(self._selection.nodes))]
            place = self.mapFromScene(card.rectangle().center())
        menu = self._menus.menu_at(self.mapToScene(place), place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(place))

    def event(self, event: QEvent) -> bool:
        is_tab = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab and not event.modifiers()
        if is_tab and event.type() == QEvent.Type.KeyPress:
            self.search_at(self._place_to_search())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, key = event.text(), event.key()
        commanding = (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if key == Qt.Key.Key_Space:
            self._hold_space(True)
        elif key == Qt.Key.Key_Escape:
            if not self.cancel_gesture():
                self._selection.set()
        elif key == Qt.Key.Key_F2:
            self.rename_selected()
        elif key in ARROWS and self._selection.nodes and not event.modifiers() & commanding:
            step = GRID * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self._editing.placing.nudge(ARROWS[key][0] * step, ARROWS[key][1] * step)
        elif text.strip() and text.isprintable() and not event.modifiers() & commanding:
            self.search_at(self._place_to_search(), text)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        super().focusOutEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_overlays()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()
        if self._framing:
            self._framing()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        paint_grid(painter, QRectF(rect), self.camera.zoom)

    def _start_anew(self) -> None:
        self.cancel_gesture()
        self.drawing.finish_motion()
        self.clear_readings()
        self._selection.set()
        self.open_all()

    def _follow(self) -> None:
        """What was asked about may be gone now."""
        self.search.hide()
        self.name_line.close_line(keep=False)
        self._place_overlays()

    def _keep_whole(self) -> None:
        """Show a network whole that is so no longer, unless the view was moved."""
        extent = self.drawing.extent()
        if self._framing and not self.camera.shows(extent) and self.camera.can_tell(extent):
            self._framing()

    def _place_overlays(self) -> None:
        room = self.rect()
        self.hint.move(room.center() - self.hint.rect().center())
        self.hint.setVisible(not self._document.design.nodes)
        self.legend.fit(room.width())
        self.legend.move(CORNER, room.height() - self.legend.height() - CORNER)
        corner = QPoint(room.width() - self.minimap.width() - CORNER, room.height() - self.minimap.height() - CORNER)
        self.minimap.move(corner)
        self.minimap.setVisible(self._has_map and bool(self._document.design.nodes))

    def _floating(self) -> list[QRectF]:
        """The places of legend and mini-map; that of the legend is kept free before it comes, so that nothing jumps."""
        return [QRectF(each.geometry()) for each in ([self.legend, self.minimap] if self._has_map else [self.legend])]

    @property
    def _has_map(self) -> bool:
        return self.is_map_shown and self.width() > LEAST_FOR_MAP

    def _reveal_selection(self) -> None:
        """Show what was selected elsewhere, in the outline or by a command."""
        chosen = self._selection.nodes & self.drawing.nodes.keys()
        if not chosen or self.gesture:
            return
        area = self.drawing.extent(chosen)
        if self._framing and not self.camera.seen().contains(area):
            self._framing()
            self.camera.reveal(area)
        elif not any(self.camera.seen().intersects(self.drawing.extent([node])) for node in chosen):
            self._framing = None
            self.camera.look_at(area.center())

    def _hold_space(self, held: bool) -> None:
        self.is_space_held = held
        if held:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif not self.gesture:
            self.viewport().unsetCursor()

    def _place_to_search(self) -> QPoint:
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        return pointer if self.viewport().rect().contains(pointer) else self.viewport().rect().center()

    def _middle(self) -> Position:
        middle: QPointF = self.camera.middle
        return snapped(middle.x(), middle.y() - HEIGHT / 2)
