"""A section of a long form, whose heading folds it away."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import pixmap
from nndesigner.app.widgets.labels import elided

HEIGHT = 32
_CHEVRON = 14
_LETTERS = 0.6
"""Distance that is added between the letters of a heading, in pixels."""


class SectionHeading(QAbstractButton):
    """Title in small capitals; when folded, what the section holds stands beside it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._contents = ""
        theme.themes.changed.connect(self.update)

    def show_contents(self, text: str) -> None:
        """What stands beside the title of a folded section."""
        self._contents = text
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif wanted is None:
            super().keyPressEvent(event)
        elif self.isChecked() is not wanted:
            self.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_live = self.underMouse() or self.hasFocus()
        role = "text" if is_live else "muted"
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 2.5, -0.5, -2.5), 6, 6)
        font = theme.font(theme.SMALL, QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _LETTERS)
        painter.setFont(font)
        painter.setPen(theme.colour(role))
        middle = Qt.AlignmentFlag.AlignVCenter
        title = self.text().upper()
        inset = 6 if self.hasFocus() else 0
        painter.drawText(self.rect().adjusted(inset, 0, 0, 0), middle, title)
        chevron = pixmap("chevron_right" if self.isChecked() else "chevron_down", role, _CHEVRON, self._ratio())
        right = self.width() - _CHEVRON - inset
        painter.drawPixmap(right, (self.height() - _CHEVRON) // 2, chevron)
        if self.isChecked() and self._contents:
            left = QFontMetrics(font).horizontalAdvance(title) + 16
            room = self.rect().adjusted(left, 0, -_CHEVRON - 8, 0)
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour("muted"))
            words = elided(self._contents, painter.fontMetrics(), room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, words)

    def _ratio(self) -> float:
        return self.devicePixelRatioF()


class Section(QWidget):
    """A heading and what belongs to it. `folded` holds the titles of the sections that are folded, all pages alike."""

    def __init__(self, title: str, folded: set[str]) -> None:
        super().__init__()
        self._title = title
        self._folded = folded
        self.heading = SectionHeading(title)
        self.content = QWidget()
        self.rows = QVBoxLayout(self.content)
        self.rows.setContentsMargins(0, 4, 0, 8)
        self.rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.content)
        self.heading.setChecked(title in folded)
        if self.heading.isChecked():
            self.content.hide()
        self.heading.toggled.connect(self._fold)

    def _fold(self, is_folded: bool) -> None:
        if is_folded:
            self._folded.add(self._title)
        else:
            self._folded.discard(self._title)
        self.content.setVisible(not is_folded)
