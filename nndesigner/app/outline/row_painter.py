"""Paints the rows of the outline: the texts as they are, and a sign where there is a problem."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nndesigner.app.outline.outline_model import LAYER, SEVERITY
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import pixmap

ROW_HEIGHT = 30
_SIGN, _GAP = 16, 8
_ROLES = {"error": "bad", "warning": "warning"}


class RowPainter(QStyledItemDelegate):
    """The sign stands at the end of the first column, so that it is seen however narrow the outline is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent", 0.2))
            option.state &= ~QStyle.StateFlag.State_Selected
        severity = index.data(SEVERITY)
        has_sign = bool(severity) and index.column() == LAYER
        if has_sign:
            option.rect = rect.adjusted(0, 0, -_SIGN - _GAP, 0)
        super().paint(painter, option, index)
        if has_sign:
            ratio = painter.device().devicePixelRatioF()
            place = (rect.right() - _SIGN - _GAP // 2, rect.top() + (rect.height() - _SIGN) // 2)
            painter.drawPixmap(*place, pixmap(severity, _ROLES[severity], _SIGN, ratio))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.font = theme.font(tabular=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)
