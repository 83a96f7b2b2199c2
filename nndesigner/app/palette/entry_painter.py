"""Paints a row of the palette, and the picture that hangs on the pointer while a layer is dragged."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nndesigner.app.palette.model import ICON_SIZE, PaletteModel
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import layer_pixmap, pixmap
from nndesigner.catalog.layers.layer import Layer

ENTRY_HEIGHT, HEADING_HEIGHT, FIRST_HEADING_HEIGHT = 30, 34, 26
_INSET = 8
_MARK, _CHEVRON = 16, 14
_LEFT = _INSET + ICON_SIZE + 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_WRAPPED = _MIDDLE | Qt.TextFlag.TextWordWrap
_AIR = 14
"""What a row is higher than its title, in pixels."""


class EntryPainter(QStyledItemDelegate):
    """Headings in small capitals; layers with icon and title, which goes on in a second line where it is long."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        layer = _layer(index)
        if layer:
            view = option.widget
            width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
            return QSize(80, max(ENTRY_HEIGHT, _title_height(layer, width) + _AIR))
        return QSize(80, HEADING_HEIGHT if index.row() else FIRST_HEADING_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layer = _layer(index)
        if layer:
            _paint_entry(painter, option, layer)
        else:
            _paint_heading(painter, option, index)
        painter.restore()


def drag_picture(layer: type[Layer], ratio: float) -> QPixmap:
    """A small card with the layer's icon and title."""
    font = theme.font(weight=QFont.Weight.DemiBold)
    width, height = QFontMetrics(font).horizontalAdvance(layer.title()) + 62, 44
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.94)
    painter.setPen(QPen(theme.colour("accent"), 1.5))
    painter.setBrush(theme.colour("panel"))
    painter.drawRoundedRect(QRectF(1, 1, width - 2, height - 2), 10, 10)
    painter.drawPixmap(8, 8, layer_pixmap(layer, 28, ratio))
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(QRect(46, 0, width - 46, height), _MIDDLE, layer.title())
    painter.end()
    return picture


def _layer(index: QModelIndex | QPersistentModelIndex) -> type[Layer] | None:
    model = index.model()
    return model.layer(index) if isinstance(model, PaletteModel) else None


def help_mark(rect: QRect) -> QRect:
    """Where in the row `rect` the question mark is that opens the help."""
    return QRect(rect.right() - _MARK - _INSET + 1, rect.center().y() - _MARK // 2 + 1, _MARK, _MARK)


def title_room(rect: QRect) -> QRect:
    """Where in the row `rect` the title stands: between the icon and the question mark."""
    return rect.adjusted(_LEFT, 0, -_INSET - _MARK, 0)


def _title_height(layer: type[Layer], width: int) -> int:
    room = QRect(0, 0, max(title_room(QRect(0, 0, width, 1)).width(), 1), 1000)
    return QFontMetrics(theme.font()).boundingRect(room, _WRAPPED, layer.title()).height()


def _paint_heading(painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
    model = index.model()
    group = str(index.data())
    is_folded = isinstance(model, PaletteModel) and model.is_folded(group)
    state: QStyle.StateFlag = option.state
    rect: QRect = option.rect
    line = QRect(rect.left(), rect.bottom() - 25, rect.width(), 24)
    if state & QStyle.StateFlag.State_Selected:
        painter.setPen(QPen(theme.colour("accent")))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(line).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    is_live = bool(state & QStyle.StateFlag.State_MouseOver)
    font = theme.font(theme.SMALL, QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    painter.setFont(font)
    painter.setPen(theme.colour("text" if is_live else "muted"))
    painter.drawText(line.adjusted(_INSET, 0, 0, 0), _MIDDLE, group.upper())
    right = line.right() - _INSET - _CHEVRON + 1
    name = "chevron_right" if is_folded else "chevron_down"
    if is_folded or is_live:
        arrow = pixmap(name, "text" if is_live else "muted", _CHEVRON, painter.device().devicePixelRatioF())
        painter.drawPixmap(right, line.center().y() - _CHEVRON // 2 + 1, arrow)
    if is_folded and isinstance(model, PaletteModel):
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        painter.setPen(theme.colour("muted"))
        room = QRect(line.left(), line.top(), right - 6 - line.left(), line.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(model.size(group)))


def _paint_entry(painter: QPainter, option: QStyleOptionViewItem, layer: type[Layer]) -> None:
    rect: QRect = option.rect
    state: QStyle.StateFlag = option.state
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    is_current = bool(state & QStyle.StateFlag.State_Selected)
    is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    if is_current or is_hovered:
        painter.setPen(QPen(theme.colour("accent")) if is_current else QColor(Qt.GlobalColor.transparent))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(box, 8, 8)
    ratio = painter.device().devicePixelRatioF()
    top = rect.top() + (rect.height() - ICON_SIZE) // 2
    painter.drawPixmap(rect.left() + _INSET, top, layer_pixmap(layer, ICON_SIZE, ratio))
    painter.setFont(theme.font())
    painter.setPen(theme.colour("text"))
    painter.drawText(title_room(rect), _WRAPPED, layer.title())
    if is_hovered:
        _paint_mark(painter, QRectF(help_mark(rect)))


def _paint_mark(painter: QPainter, place: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setFont(theme.font(theme.SMALL, QFont.Weight.DemiBold))
    painter.setPen(theme.colour("text"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "?")
