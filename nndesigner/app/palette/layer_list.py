"""The list of layers in the palette: dragged onto the canvas, or added by double-click or Enter."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from nndesigner.app.palette.entry_painter import EntryPainter, drag_picture, help_mark
from nndesigner.app.palette.model import PaletteModel
from nndesigner.catalog.layers.layer import Layer

_GRIP = QPoint(22, 22)
"""Where the pointer holds the picture of a dragged layer: the middle of its icon."""


class LayerList(QListView):
    """Shows a PaletteModel.

    `chosen` names the kind that is to be added, `help_wanted` gives a layer and its row on the screen, `moved` tells
    that another row is the current one.
    """

    chosen = Signal(str)
    help_wanted = Signal(object, QRect)
    moved = Signal()

    def __init__(self, rows: PaletteModel) -> None:
        super().__init__()
        self._rows = rows
        self._painter = EntryPainter()
        self.setModel(rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Layers")
        self.setAccessibleDescription(
            "Enter adds the layer after the selected one, F1 explains it, Left and Right fold its group."
        )
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._choose)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # how high a row is depends on how wide it is

    def make_drag(self, layer: type[Layer]) -> QDrag:
        """What is carried when `layer` is dragged."""
        drag = QDrag(self)
        rows = [self._rows.index(row) for row in range(self._rows.rowCount())]
        drag.setMimeData(self._rows.mimeData([index for index in rows if self._rows.layer(index) is layer]))
        drag.setPixmap(drag_picture(layer, self.devicePixelRatioF()))
        drag.setHotSpot(_GRIP)
        return drag

    def pointed_at(self) -> type[Layer] | None:
        """The layer under the pointer."""
        if not self.viewport().underMouse():
            return None
        return self._rows.layer(self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())))

    def current(self) -> type[Layer] | None:
        """The layer of the current row."""
        return self._rows.layer(self.currentIndex())

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        layer = self.current()
        if layer:
            self.make_drag(layer).exec(Qt.DropAction.CopyAction)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        is_left = event.button() == Qt.MouseButton.LeftButton
        layer = self._rows.layer(index)
        if is_left and index.isValid() and layer is None:
            group = self._rows.group(index)
            self._rows.fold(group, not self._rows.is_folded(group))
        elif is_left and layer and help_mark(self.visualRect(index)).adjusted(-4, -6, 4, 6).contains(place):
            self.setCurrentIndex(index)
            row = self.visualRect(index)
            self.help_wanted.emit(layer, QRect(self.viewport().mapToGlobal(row.topLeft()), row.size()))
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(index)
        elif event.key() == Qt.Key.Key_Left:
            self._fold(index)
        elif event.key() == Qt.Key.Key_Right:
            self._unfold(index)
        else:
            super().keyPressEvent(event)

    def _fold(self, index: QModelIndex) -> None:
        group = self._rows.group(index)
        if group:
            self._rows.fold(group, True)
            self._go(self._rows.row_of(group))

    def _unfold(self, index: QModelIndex) -> None:
        group = self._rows.group(index)
        if group and self._rows.layer(index) is None:
            self._rows.fold(group, False)
            heading = self._rows.row_of(group)
            self._go(self._rows.index(heading.row() + 1))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid() and self._rows.flags(index) & Qt.ItemFlag.ItemIsSelectable:
            self.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        layer = self._rows.layer(index)
        if layer:
            self.chosen.emit(layer.kind)
        else:
            self._unfold(index)
