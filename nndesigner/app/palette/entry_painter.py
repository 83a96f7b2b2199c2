"""Paints a row of the palette, and the picture that hangs on the pointer while a layer is dragged."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nndesigner.app import theme
from nndesigner.app.icons import layer_pixmap
from nndesigner.app.palette.model import ICON_SIZE, PaletteModel
from nndesigner.catalog.layers.layer import Layer

ENTRY_HEIGHT, HEADING_HEIGHT, FIRST_HEADING_HEIGHT = 30, 34, 26
_INSET = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class EntryPainter(QStyledItemDelegate):
    """Headings in small capitals; layers with icon and title."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if _layer(index):
            return QSize(80, ENTRY_HEIGHT)
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
            _paint_heading(painter, option.rect, str(index.data()))
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


def _paint_heading(painter: QPainter, rect: QRect, text: str) -> None:
    font = theme.font(theme.SMALL, QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    painter.setFont(font)
    painter.setPen(theme.colour("muted"))
    line = rect.adjusted(_INSET, rect.height() - 24, 0, -4)
    painter.drawText(line, _MIDDLE, text.upper())


def _paint_entry(painter: QPainter, option: QStyleOptionViewItem, layer: type[Layer]) -> None:
    rect: QRect = option.rect
    state: QStyle.StateFlag = option.state
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    is_current = bool(state & QStyle.StateFlag.State_Selected)
    if is_current or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(QPen(theme.colour("accent")) if is_current else QColor(Qt.GlobalColor.transparent))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(box, 8, 8)
    ratio = painter.device().devicePixelRatioF()
    top = rect.top() + (rect.height() - ICON_SIZE) // 2
    painter.drawPixmap(rect.left() + _INSET, top, layer_pixmap(layer, ICON_SIZE, ratio))
    painter.setFont(theme.font())
    painter.setPen(theme.colour("text"))
    left = _INSET + ICON_SIZE + 10
    room = rect.adjusted(left, 0, -_INSET, 0)
    title = painter.fontMetrics().elidedText(layer.title(), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _MIDDLE, title)
