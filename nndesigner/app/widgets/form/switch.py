"""A check box drawn as a switch."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from nndesigner.app.widgets import theme

_WIDTH, _HEIGHT = 34, 20


class Switch(QCheckBox):
    """On is filled with the accent and the knob at the right; several values at once show the knob in the middle."""

    def __init__(self) -> None:
        super().__init__()
        theme.themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 2, _HEIGHT + 10)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self.checkState()
        is_on = state == Qt.CheckState.Checked
        track = QRectF(1, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if is_on else "raised"))
        if not is_on:
            painter.setPen(QPen(theme.colour("muted", 0.7), 1))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), _HEIGHT / 2, _HEIGHT / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1))
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), _HEIGHT / 2, _HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_accent" if is_on else "muted"))
        left = {Qt.CheckState.Checked: _WIDTH - _HEIGHT, Qt.CheckState.Unchecked: 0}.get(state, (_WIDTH - _HEIGHT) / 2)
        painter.drawEllipse(track.adjusted(left + 4, 4, left + _HEIGHT - _WIDTH - 4, -4))
        painter.end()
