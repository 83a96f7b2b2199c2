"""The list of layers in the palette: dragged onto the canvas, or added by double-click or Enter."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from nndesigner.app.palette.entry_painter import EntryPainter, drag_picture
from nndesigner.app.palette.model import PaletteModel
from nndesigner.catalog.layers.layer import Layer

_GRIP = QPoint(22, 22)
"""Where the pointer holds the picture of a dragged layer: the middle of its icon."""


class LayerList(QListView):
    """Shows a PaletteModel; `chosen` names the kind that is to be added."""

    chosen = Signal(str)

    def __init__(self, rows: PaletteModel) -> None:
        super().__init__()
        self._rows = rows
        self._painter = EntryPainter()
        self.setModel(rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Layers")
        self.setAccessibleDescription("Enter adds the layer after the selected one.")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._choose)

    def make_drag(self, layer: type[Layer]) -> QDrag:
        """What is carried when `layer` is dragged."""
        drag = QDrag(self)
        rows = [self._rows.index(row) for row in range(self._rows.rowCount())]
        drag.setMimeData(self._rows.mimeData([index for index in rows if self._rows.layer(index) is layer]))
        drag.setPixmap(drag_picture(layer, self.devicePixelRatioF()))
        drag.setHotSpot(_GRIP)
        return drag

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        layer = self._rows.layer(self.currentIndex())
        if layer:
            self.make_drag(layer).exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        layer = self._rows.layer(index)
        if layer:
            self.chosen.emit(layer.kind)
