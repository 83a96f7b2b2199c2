"""The line above a plot: what it is at the left, its newest figures and a menu at the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import icon
from nndesigner.app.widgets.strokes import SAMPLE, Stroke
from nndesigner.app.widgets.theme import colour
from nndesigner.locations import ICONS

HEIGHT = 36
MARGIN = 16
_GAP = 14
_SAMPLE_GAP = 6
_CHOOSER_PADDING, _ARROW = 6, 14
_CHOOSER = Template(
    """
QToolButton { padding: 2px ${right}px 2px ${padding}px; border-radius: 6px; }
QToolButton::menu-indicator {
    image: url("$arrow"); width: ${size}px; height: ${size}px;
    subcontrol-origin: border; subcontrol-position: right center; right: ${padding}px;
}
"""
)
_ROOM = {"padding": _CHOOSER_PADDING, "right": _CHOOSER_PADDING + _ARROW, "size": _ARROW}
_ALIGNED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Part:
    """A piece of the readout; with a `stroke` a sample of that line stands before it."""

    text: str
    stroke: Stroke | None = None
    role: str = "muted"


class Header(QWidget):
    """Title, readout and menu; when it gets narrow, the last parts of the readout go first."""

    def __init__(self, title: str, menu: QMenu) -> None:
        super().__init__()
        self.title = title
        self.parts: tuple[Part, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(title)
        self._tools: list[tuple[QToolButton, str]] = []
        self._chooser: QToolButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(MARGIN, 2, 8, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.menu_button = self.add_tool("more", f"{title}: display and export")
        self.menu_button.setMenu(menu)

    def add_tool(self, picture: str, help: str) -> QToolButton:
        """A small button at the right, left of those that are there already; it opens the menu it is given."""
        button = QToolButton()
        button.setFixedSize(24, 24)
        button.setStyleSheet("padding: 3px")
        button.setIconSize(QSize(16, 16))
        button.setIcon(icon(picture, role="muted"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(help)
        button.setAccessibleName(help)
        self._tools.append((button, picture))
        self._row.insertWidget(1, button)
        return button

    def add_chooser(self, menu: QMenu, help: str) -> None:
        """Let the title be chosen from `menu`, once `show_title` says so."""
        button = QToolButton(self)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        button.setWhatsThis(help)
        button.hide()
        self._chooser = button
        self._restyle_chooser()

    def show_title(self, title: str, help: str, is_chosen: bool) -> None:
        """Show another title, with `help` about it; `is_chosen` when there are others to choose from."""
        if self._chooser is None or (title, is_chosen) == (self.title, not self._chooser.isHidden()):
            return
        self.title = title
        self._chooser.setText(title)
        self._chooser.setAccessibleName(f"{self._chooser.whatsThis()}: {title}")
        self._chooser.setToolTip(help)
        self._chooser.setVisible(is_chosen)
        width = QFontMetricsF(theme.font(theme.TEXT, QFont.Weight.DemiBold)).horizontalAdvance(title)
        size = QSize(round(width) + 2 * _CHOOSER_PADDING + _ARROW + 4, 24)
        self._chooser.setGeometry(QRect(QPoint(MARGIN - _CHOOSER_PADDING, (HEIGHT + 2 - 24) // 2), size))
        self.update()

    def _restyle_chooser(self) -> None:
        if self._chooser:
            arrow = (ICONS / "actions" / f"chevron_{theme.themes.current.name}.svg").as_posix()
            self._chooser.setStyleSheet(_CHOOSER.substitute(_ROOM, arrow=arrow))

    def restyle(self) -> None:
        """Take the colours of the theme in use."""
        self._restyle_chooser()
        for button, picture in self._tools:
            button.setIcon(icon(picture, role="muted"))
        self.update()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show another readout."""
        if tuple(parts) != self.parts:
            self.parts = tuple(parts)
            self.setAccessibleDescription(" · ".join(part.text for part in parts))
            self.update()

    @property
    def readout(self) -> str:
        """The readout in words."""
        return " · ".join(part.text for part in self.parts)

    def paint(self, painter: QPainter, room: QRect) -> None:
        """Draw title and readout into `room`."""
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        painter.setPen(colour("text"))
        inside = QRectF(room).adjusted(MARGIN, 2, 0, 0)
        painter.drawText(inside, _ALIGNED, self.title)
        self._paint_parts(painter, inside, QFontMetricsF(painter.font()).horizontalAdvance(self.title))

    def _paint_parts(self, painter: QPainter, inside: QRectF, title_width: float) -> None:
        left = inside.left() + title_width + _GAP
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        metrics = QFontMetricsF(painter.font())
        parts = list(self.parts)
        while parts and self._width(parts, metrics) > inside.right() - left:
            parts.pop()
        x = inside.right() - self._width(parts, metrics)
        for part in parts:
            if part.stroke:
                part.stroke.draw_sample(painter, x, inside.center().y() + 0.5)
                x += SAMPLE + _SAMPLE_GAP
            painter.setPen(colour(part.role))
            width = metrics.horizontalAdvance(part.text)
            painter.drawText(QRectF(x, inside.top(), width + 2, inside.height()), _ALIGNED, part.text)
            x += width + _GAP

    @staticmethod
    def _width(parts: list[Part], metrics: QFontMetricsF) -> float:
        samples = sum(SAMPLE + _SAMPLE_GAP for part in parts if part.stroke)
        return sum(metrics.horizontalAdvance(part.text) for part in parts) + samples + _GAP * max(len(parts) - 1, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = min(button.x() for button, _ in self._tools if button.isVisibleTo(self))
        room = QRect(0, 0, left - 4, self.height())
        if self._chooser and not self._chooser.isHidden():
            inside = QRectF(room).adjusted(MARGIN, 2, 0, 0)
            self._paint_parts(painter, inside, self._chooser.geometry().right() - MARGIN)
        else:
            self.paint(painter, room)
        painter.end()
