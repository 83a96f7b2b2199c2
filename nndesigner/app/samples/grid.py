"""The samples side by side: pictures and curves in a grid, texts one below the other; only what is seen is drawn."""

from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nndesigner.app.samples.drawing import paint_curves, paint_picture, picture
from nndesigner.app.samples.model import SAMPLE, SampleModel
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.background import Background
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour

LABEL = 18
TILE, CURVE, TEXT = 64, QSize(140, 78), 34
LARGEST = 2 * TILE
"""Pixels of a side of the pictures that are kept."""
MOST_PICTURES = 3000
"""Pictures that are kept once they were seen."""
BATCH = 2000
"""Samples that are given a place at once."""
MARGIN = 12
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SampleGrid(QListView):
    """`sent` brings the number of a sample that was clicked, or chosen with Enter; `turned_to` one that is selected."""

    sent = Signal(int)
    turned_to = Signal(int)

    def __init__(self, model: SampleModel, background: Background) -> None:
        super().__init__()
        self.samples = model
        self.pictures = Pictures(self, model, background)
        self.setModel(model)
        self.setItemDelegate(SampleDelegate(self))
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # tens of thousands at once would hold up the window
        self.setBatchSize(BATCH)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setViewportMargins(MARGIN, 0, 0, 0)
        self.setAccessibleName("Samples")
        self.clicked.connect(lambda index: self.sent.emit(index.data(SAMPLE)))
        model.modelReset.connect(self.lay_out)

    def lay_out(self) -> None:
        """Spread the cells evenly over the width."""
        collection = self.samples.collection
        width = max(self.viewport().width() - 1, 1)
        if collection is None or collection.kind == "texts":
            self.setGridSize(QSize(width, TEXT))
            return
        least = CURVE if collection.kind == "curves" else QSize(TILE, TILE + LABEL)
        columns = max(width // least.width(), 1)
        self.setGridSize(QSize(width // columns, least.height()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if selected.indexes():
            self.turned_to.emit(selected.indexes()[0].data(SAMPLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self.sent.emit(self.currentIndex().data(SAMPLE))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()


class Pictures:
    """The pictures of samples. Those that stream from files are read in the background and appear when they are."""

    def __init__(self, grid: SampleGrid, model: SampleModel, background: Background) -> None:
        self._grid, self._model, self._background = grid, model, background
        self._kept: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._missing: list[int] = []
        self._timer = QTimer(grid, singleShot=True)
        self._timer.timeout.connect(self._read)
        model.modelReset.connect(self._start_again)
        self._of: object = None

    def of(self, sample: int) -> QImage | None:
        """The picture of a sample, if it is there already."""
        collection, key = self._model.collection, (self._model.part, sample)
        if collection is None:
            return None
        if key not in self._kept:
            inputs = collection.parts[self._model.part].inputs
            if not isinstance(inputs, np.ndarray):
                self._missing.append(sample)
                self._timer.start(0)
                return None
            self._keep(key, small(picture(inputs[sample], collection.low, collection.high)))
        self._kept.move_to_end(key)
        return self._kept[key]

    def _keep(self, key: tuple[int, int], image: QImage) -> None:
        self._kept[key] = image
        while len(self._kept) > MOST_PICTURES:
            self._kept.popitem(last=False)

    def _start_again(self) -> None:
        if self._of is not self._model.collection:
            self._kept.clear()
            self._of = self._model.collection

    def _read(self) -> None:
        collection, part = self._model.collection, self._model.part
        wanted, self._missing = sorted(set(self._missing)), []
        if collection is None or not wanted:
            return

        def read(*_: object) -> list[QImage]:
            found = collection.parts[part].inputs.read(np.array(wanted, np.int64))
            return [small(picture(each, collection.low, collection.high)) for each in found]

        def take(found: list[QImage]) -> None:
            if collection is not self._model.collection:
                return
            for sample, image in zip(wanted, found, strict=True):
                self._keep((part, sample), image)
            self._grid.viewport().update()

        self._background.ask("pictures", read, take, lambda problem: self._grid.setToolTip(problem))


def small(image: QImage) -> QImage:
    """A picture no larger than a tile needs it, on sharp screens too."""
    if max(image.width(), image.height()) <= LARGEST:
        return image
    return image.scaled(
        LARGEST, LARGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class SampleDelegate(QStyledItemDelegate):
    """Draws one sample with its label."""

    def __init__(self, grid: SampleGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = self._grid.samples
        collection, sample = model.collection, index.data(SAMPLE)
        if collection is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(option.rect).adjusted(2, 2, -2, -2)
        self._paint_ground(painter, room, option.state)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        label = collection.label(model.part, sample)
        if collection.kind == "pictures":
            image = self._grid.pictures.of(sample)
            if image:
                paint_picture(painter, room.adjusted(4, 4, -4, 2 - LABEL), image)
            _say(painter, QRectF(room.left(), room.bottom() - LABEL, room.width(), LABEL - 2), label, "muted", True)
        elif collection.kind == "curves":
            wanted = collection.parts[model.part].targets[sample]
            end = wanted if collection.target.kind == "values" and np.size(wanted) == 1 else None
            values = collection.parts[model.part].inputs[sample]
            inside = room.adjusted(6, 8, -6, -LABEL - 2)
            paint_curves(
                painter, inside, values, collection.low, collection.high, None if end is None else end.ravel()[0]
            )
            _say(painter, QRectF(room.left(), room.bottom() - LABEL, room.width(), LABEL - 2), label, "muted", True)
        else:
            self._paint_text(painter, room, collection.text(model.part, sample), collection.ending(model.part, sample))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._grid.gridSize()

    @staticmethod
    def _paint_ground(painter: QPainter, room: QRectF, state: QStyle.StateFlag) -> None:
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(colour("accent"), 1.5) if is_selected else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(colour("raised"))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    @staticmethod
    def _paint_text(painter: QPainter, room: QRectF, text: str, label: str) -> None:
        inside, metrics = room.adjusted(8, 0, -8, 0), QFontMetricsF(painter.font())
        answer = metrics.elidedText(label, Qt.TextElideMode.ElideLeft, inside.width() / 3)
        width = metrics.horizontalAdvance(answer)
        painter.setPen(colour("accent"))
        painter.drawText(inside, _MIDDLE | Qt.AlignmentFlag.AlignRight, answer)
        left = inside.adjusted(0, 0, -width - 12, 0)
        painter.setPen(colour("text"))
        painter.drawText(left, _MIDDLE, metrics.elidedText(text, Qt.TextElideMode.ElideLeft, left.width()))


def _say(painter: QPainter, room: QRectF, text: str, role: str, is_centred: bool) -> None:
    painter.setPen(colour(role))
    shown = elided(text, QFontMetricsF(painter.font()), room.width() - 4)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter if is_centred else _MIDDLE, shown)
