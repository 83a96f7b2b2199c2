"""The search that opens at the pointer: type a few letters, Enter adds the layer."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nndesigner.app.widgets.icons import layer_pixmap
from nndesigner.app.widgets.theme import SMALL, TEXT, colour, font
from nndesigner.app.widgets.tokens import GROUP_COLOURS
from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape

WIDTH, ROW, ROWS = 296, 36, 7

_LIST = "QListView {{ background: transparent; }} QListView::item:selected {{ background: {ground}; color: {text}; }}"

Chosen = Callable[[str], object]


def all_layers() -> list[type[Layer]]:
    """Every layer that can be added, in the order of the palette's groups."""
    groups = list(GROUP_COLOURS)
    layers = [entry for entry in entries("layer").values() if issubclass(entry, Layer)]
    return sorted(layers, key=lambda layer: groups.index(layer.group) if layer.group in groups else len(groups))


def layers_after(shape: Shape | None) -> list[type[Layer]]:
    """The layers that take `shape`; all that have an input when it is not known."""
    return [layer for layer in all_layers() if layer.maximum_inputs and _takes(layer, shape)]


def layers_before() -> list[type[Layer]]:
    """The layers that give something."""
    return [layer for layer in all_layers() if layer.has_output]


def layers_between(shape: Shape | None) -> list[type[Layer]]:
    """The layers that can stand on a link that brings `shape`."""
    return [layer for layer in layers_after(shape) if layer.has_output and layer.minimum_inputs < 2]


def matching(text: str, layers: Iterable[type[Layer]]) -> list[type[Layer]]:
    """The layers that `text` may mean, the likeliest first."""
    ranked = [(_rank(text.lower().strip(), layer), layer) for layer in layers]
    return [layer for rank, layer in sorted(ranked, key=lambda pair: pair[0]) if rank < _NO_MATCH]


class SearchPopup(QWidget):
    """A line to type in and the layers that match; a child of the canvas, gone when it loses the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._layers: list[type[Layer]] = []
        self._chosen: Chosen = lambda kind: None
        self._place = QPoint()
        self.line = QLineEdit(self, placeholderText="Search layers")
        self.line.setAccessibleName("Search layers")
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(20, 20))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFont(font(TEXT))
        self.list.setMouseTracking(True)
        self._nothing = QLabel("No layer matches.", self)
        self._nothing.setFont(font(SMALL))
        self._nothing.setContentsMargins(8, 4, 8, 8)
        room = QVBoxLayout(self)
        room.setContentsMargins(8, 8, 8, 8)
        room.setSpacing(6)
        for part in (self.line, self.list, self._nothing):
            room.addWidget(part)
        self.line.textChanged.connect(self._refresh)
        self.line.installEventFilter(self)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self.list.itemClicked.connect(lambda _: self._choose())
        self.hide()

    def ask(self, at: QPoint, layers: list[type[Layer]], chosen: Chosen, text: str = "") -> None:
        """Open at a point of the parent; `chosen` gets the kind of the layer that is picked."""
        self._layers, self._chosen = layers, chosen
        self._place = at
        self.list.setStyleSheet(_LIST.format(ground=colour("accent").name(), text=colour("on_accent").name()))
        self.line.setText(text)
        self._refresh()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("panel"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)

    def _key(self, key: int) -> bool:
        row, last = self.list.currentRow(), self.list.count() - 1
        match key:
            case Qt.Key.Key_Escape:
                self._close()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose()
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self.list.setCurrentRow(0 if row >= last else row + 1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self.list.setCurrentRow(last if row <= 0 else row - 1)
            case _:
                return False
        return True

    def _refresh(self) -> None:
        self.list.clear()
        found = matching(self.line.text(), self._layers)
        for layer in found:
            picture = QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
                picture.addPixmap(layer_pixmap(layer, 20, self.devicePixelRatioF()), mode)
            entry = QListWidgetItem(picture, layer.title(), self.list)
            entry.setData(Qt.ItemDataRole.UserRole, layer.kind)
            entry.setSizeHint(QSize(0, ROW - 4))
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        rows = min(len(found), ROWS)
        self.list.setFixedHeight(rows * (ROW - 4) + 4)
        self.resize(WIDTH, 8 + self.line.sizeHint().height() + 6 + (self.list.height() if found else 28) + 8)
        room = self._canvas.rect().adjusted(8, 8, -8, -8)
        left = max(room.left(), min(self._place.x(), room.right() - self.width()))
        self.move(left, max(room.top(), min(self._place.y(), room.bottom() - self.height())))

    def _choose(self) -> None:
        entry = self.list.currentItem()
        if entry:
            kind = entry.data(Qt.ItemDataRole.UserRole)
            self._close()
            self._chosen(kind)

    def _close(self) -> None:
        self.hide()
        self._canvas.setFocus()


_NO_MATCH = 9


def _rank(text: str, layer: type[Layer]) -> int:
    title = layer.title().lower()
    words = [*title.replace("-", " ").split(), *layer.kind.split("_"), layer.group.lower()]
    if not text or title.startswith(text) or layer.kind.startswith(text):
        return 0
    initials = "".join(word[:1] for word in title.replace("-", " ").split())
    if any(word.startswith(text) for word in words) or initials.startswith(text):
        return 1
    if text in title or text in layer.kind:
        return 2
    letters = iter(title)
    if all(letter in letters for letter in text.replace(" ", "")):
        return 3
    return 4 if len(text) > 2 and text in layer.description().lower() else _NO_MATCH


def _takes(layer: type[Layer], shape: Shape | None) -> bool:
    if shape is None:
        return True
    try:
        layer().output_shape(*[shape] * max(layer.minimum_inputs, 1))
    except ShapeProblem:
        return False
    return True
