"""The list of columns: use and kind can be corrected with mouse or keyboard, and values are drawn as small bars."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nndesigner.app.opening.columns_model import (
    CHOICES,
    CHOSEN,
    COUNTS,
    DISTINCT,
    KIND,
    MISSING,
    NAME,
    OUTLIERS,
    SPREAD,
    USE,
    VALUES,
    ColumnsModel,
)
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import pixmap
from nndesigner.app.widgets.labels import elided

ROW = 34
_WIDTHS = {NAME: 160, USE: 98, KIND: 116, MISSING: 116, DISTINCT: 78, OUTLIERS: 108, VALUES: 150, SPREAD: 100}
_CHIP, _CHEVRON = 26, 14

Index = QModelIndex | QPersistentModelIndex


class ColumnsView(QTableView):
    """`corrected` gives the name of a column, "use" or "kind", and what it is to be."""

    corrected = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = ColumnsModel()
        self.setModel(self.columns)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName("Columns")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, width in _WIDTHS.items():
            self.setColumnWidth(section, width)
        header.setSectionResizeMode(VALUES, QHeaderView.ResizeMode.Stretch)
        theme.themes.changed.connect(self.viewport().update)

    def choices(self, index: QModelIndex) -> QMenu | None:
        """The menu of what the value at `index` can be corrected to."""
        offered = CHOICES.get(index.column())
        if not offered:
            return None
        menu = QMenu(self)
        name = self.columns.columns[index.row()].name
        what = "use" if index.column() == USE else "kind"
        for value, title in offered.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(value == index.data(CHOSEN))
            action.triggered.connect(lambda _, value=value: self.corrected.emit(name, what, value))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        has_modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)
        if event.key() in keys and not has_modifiers:  # Ctrl+Enter belongs to the dialog
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            is_choice = self.indexAt(event.position().toPoint()).column() in CHOICES
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_choice else Qt.CursorShape.ArrowCursor)
        return super().viewportEvent(event)

    def _open(self, index: QModelIndex) -> None:
        menu = self.choices(index) if index.isValid() else None
        if menu:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(6, -2)))


class _Painter(QStyledItemDelegate):
    """Draws what can be corrected as chips, and how values are spread as bars."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        view = self.parent()
        assert isinstance(view, QTableView)
        is_current = view.hasFocus() and view.currentIndex() == index
        painter.setPen(QPen(theme.colour("line", 0.6), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() in CHOICES:
            _paint_chip(painter, rect, index, is_current, view.devicePixelRatioF())
        elif index.column() == SPREAD:
            _paint_bars(painter, rect.adjusted(8, 7, -8, -7), index.data(COUNTS) or (), _is_quiet(index))
        else:
            _paint_words(painter, rect, index)
        if is_current and index.column() not in CHOICES:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRoundedRect(rect.adjusted(1.5, 2.5, -1.5, -3.5), 6, 6)
        painter.restore()


def _paint_words(painter: QPainter, rect: QRectF, index: Index) -> None:
    painter.setFont(index.data(Qt.ItemDataRole.FontRole))
    painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
    room = rect.adjusted(8, 0, -8, 0)
    words = elided(index.data() or "", painter.fontMetrics(), int(room.width()))
    painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), words)


def _paint_chip(painter: QPainter, rect: QRectF, index: Index, is_current: bool, ratio: float) -> None:
    chip = QRectF(rect.left() + 4, rect.center().y() - _CHIP / 2, rect.width() - 8, _CHIP)
    is_target = index.data(CHOSEN) == "target"
    painter.setPen(QPen(theme.colour("accent"), 1) if is_current else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent", 0.18) if is_target else theme.colour("raised"))
    painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
    painter.setPen(theme.colour("muted" if _is_quiet(index) else "text"))
    painter.setFont(theme.font(theme.TEXT))
    room = chip.adjusted(10, 0, -_CHEVRON - 10, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, index.data())
    place = QPoint(int(chip.right()) - _CHEVRON - 6, int(chip.center().y()) - _CHEVRON // 2)
    painter.drawPixmap(place, pixmap("chevron_down", "muted", _CHEVRON, ratio))


def _paint_bars(painter: QPainter, rect: QRectF, counts: tuple[int, ...], is_quiet: bool) -> None:
    """A small histogram; bars are as high as there are rows, the highest as high as the room."""
    if not counts or not max(counts):
        return
    width = min(rect.width() / len(counts), 14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("muted", 0.45) if is_quiet else theme.colour("accent", 0.85))
    for number, count in enumerate(counts):
        height = max(rect.height() * count / max(counts), 1.0) if count else 0.0
        painter.drawRect(QRectF(rect.left() + number * width, rect.bottom() - height, max(width - 1, 1), height))


def _is_quiet(index: Index) -> bool:
    return bool(index.sibling(index.row(), USE).data(CHOSEN) == "ignored")
