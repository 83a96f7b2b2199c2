"""The help on one entry beside what it is about; a click elsewhere or Escape closes it."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.help.page import HelpPage
from nndesigner.catalog.entry import Entry

WIDTH, HIGHEST = 360, 560
_GAP, _MARGIN = 8, 16


class Popover(QFrame):
    """Stands at the right of a place on the screen, or at its left when there is no room."""

    def __init__(self, entry: type[Entry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"Help on {entry.title()}")
        self.page = HelpPage(entry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(scrolled(self.page, _MARGIN))
        self.setFixedWidth(WIDTH)

    def show_beside(self, place: QRect) -> None:
        """Show it next to `place`, inside the screen."""
        wanted = self.page.heightForWidth(WIDTH - 2 * _MARGIN - 4) + 2 * _MARGIN + 8
        screen = self.screen().availableGeometry()
        self.setFixedHeight(min(max(wanted, 160), HIGHEST, screen.height() - 2 * _GAP))
        left = place.right() + _GAP
        if left + WIDTH > screen.right():
            left = place.left() - _GAP - WIDTH
        top = min(max(place.top() - _MARGIN, screen.top() + _GAP), screen.bottom() - _GAP - self.height())
        self.move(QPoint(left, top))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("panel"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def scrolled(content: QWidget, margin: int) -> QScrollArea:
    """`content` with room around it, to be scrolled up and down."""
    framed = QWidget()
    layout = QVBoxLayout(framed)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.addWidget(content)
    layout.addStretch()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(framed)
    framed.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
