"""Paints a row of the list of runs: how it ended, its name, its result, and a line of facts below."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nndesigner.app.runs.run_words import ICONS, details_in_words, result_in_words
from nndesigner.app.runs.runs_model import RunsModel
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import pixmap
from nndesigner.app.widgets.labels import elided
from nndesigner.project.record import Summary

ROW_HEIGHT = 48
_INSET, _SIGN, _PIN, _GAP = 8, 16, 14, 8
_LEFT = _INSET + _SIGN + 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_STRONG = QFont.Weight.DemiBold


class RunPainter(QStyledItemDelegate):
    """The name is edited in its place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        summary = model.summary(index) if isinstance(model, RunsModel) else None
        if summary:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_ground(painter, option)
            _paint_run(painter, option.rect, summary)
            painter.restore()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_LEFT - 11, 2, -_INSET, 0).adjusted(0, 0, 0, 30 - rect.height()))


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    state: QStyle.StateFlag = option.state
    is_current = bool(state & QStyle.StateFlag.State_Selected)
    if not (is_current or state & QStyle.StateFlag.State_MouseOver):
        return
    painter.setPen(QPen(theme.colour("accent")) if is_current else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("raised"))
    rect: QRect = option.rect
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), 8, 8)


def _paint_run(painter: QPainter, rect: QRect, summary: Summary) -> None:
    ratio = painter.device().devicePixelRatioF()
    upper = QRect(rect.left() + _LEFT, rect.top() + 6, rect.width() - _LEFT - _INSET, 19)
    picture, role = ICONS[summary.ending]
    sign = pixmap(picture, role, _SIGN, ratio)
    painter.drawPixmap(rect.left() + _INSET, upper.center().y() - _SIGN // 2 + 1, sign)
    result = result_in_words(summary)
    font = theme.font(tabular=True)
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    painter.drawText(upper, _MIDDLE | Qt.AlignmentFlag.AlignRight, result)
    taken = QFontMetrics(font).horizontalAdvance(result) + _GAP if result else 0
    if summary.pinned:
        taken += _PIN + _GAP
        place = upper.right() - taken + _GAP // 2, upper.center().y() - _PIN // 2 + 1
        painter.drawPixmap(*place, pixmap("pin", "muted", _PIN, ratio))
    _paint_text(painter, upper.adjusted(0, 0, -taken, 0), summary.name, theme.font(weight=_STRONG), "text")
    lower = QRect(upper.left(), rect.top() + 25, upper.width(), 16)
    _paint_text(painter, lower, details_in_words(summary), theme.font(theme.SMALL, tabular=True), "muted")


def _paint_text(painter: QPainter, room: QRect, text: str, font: QFont, role: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    shown = elided(text, QFontMetrics(font), room.width())
    painter.drawText(room, _MIDDLE | Qt.AlignmentFlag.AlignLeft, shown)
