"""What floats over the canvas and does not move with it: legend, hint and the label at the pointer."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from nndesigner.app.widgets.magnitude_scale import MagnitudeScale, gradient
from nndesigner.app.widgets.theme import SMALL, TEXT, TITLE, colour, font, themes

WIDEST = 300
WRAP = int(Qt.TextFlag.TextWordWrap)
TO_POINTER = QPoint(16, 20)


class Legend(QWidget):
    """What the colours of the living strips mean."""

    TITLE = "gradient magnitude"
    BAR = 96
    WIDE = 360
    LABEL = 32

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(font(SMALL))
        self._title = 0
        self._ends = ("", "")
        self.fit(self.WIDE)
        self.hide()
        themes.changed.connect(self.update)

    def fit(self, width: int) -> None:
        """Stand in `width` pixels; without the words where there are few."""
        title = self.fontMetrics().horizontalAdvance(self.TITLE) + 8
        self._title = title if width >= self.WIDE else 0
        self.resize(self._title + self.BAR + 2 * self.LABEL + 2 * 8 + 24, 28)

    def tell(self, scale: MagnitudeScale) -> None:
        """Show the scale, with the ends that it has now."""
        if scale.labels != self._ends:
            self._ends = scale.labels
            self.update()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("panel", 0.92))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        x = 12.0
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self._title:
            x = self._write(painter, x, self.TITLE, self._title, left)
        x = self._write(painter, x, self._ends[0], self.LABEL, right) + 8
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient(x, x + self.BAR))
        painter.drawRoundedRect(QRectF(x, self.height() / 2 - 3, self.BAR, 6), 3, 3)
        self._write(painter, x + self.BAR + 8, self._ends[1], self.LABEL, left)

    def _write(self, painter: QPainter, x: float, word: str, width: float, side: Qt.AlignmentFlag) -> float:
        painter.setPen(colour("muted"))
        painter.drawText(QRectF(x, 0, width + 2, self.height()), side | Qt.AlignmentFlag.AlignVCenter, word)
        return x + width


class EmptyHint(QWidget):
    """What to do with an empty canvas."""

    LINES = ("Drag layers from the palette", "or double-click here to search and add one. Start with Input.")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(440, 168)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        painter.setPen(QPen(colour("muted", 0.7), 1.5, Qt.PenStyle.CustomDashLine))
        pen = painter.pen()
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(middle - 72, 20, 144, 56), 10, 10)
        painter.setPen(QPen(colour("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(int(middle) - 8, 48, int(middle) + 8, 48)
        painter.drawLine(int(middle), 40, int(middle), 56)
        for text, y, size, weight, role in (
            (self.LINES[0], 96, TITLE, QFont.Weight.DemiBold, "text"),
            (self.LINES[1], 122, TEXT, QFont.Weight.Normal, "muted"),
        ):
            painter.setFont(font(size, weight))
            painter.setPen(colour(role))
            painter.drawText(QRectF(0, y, self.width(), 24), Qt.AlignmentFlag.AlignCenter, text)


class PointerLabel(QLabel):
    """A few words beside the pointer while something is dragged."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(SMALL, QFont.Weight.Medium))
        self.hide()

    def say(self, text: str, at: QPoint) -> None:
        """Show `text` near a point of the parent; nothing when it is empty."""
        if not text:
            self.hide()
            return
        if text != self.text():
            self.setText(text)
            words = self.fontMetrics().boundingRect(QRect(0, 0, WIDEST, 1000), WRAP, text)
            self.resize(words.width() + 20, words.height() + 14)
        room = self._canvas.rect().adjusted(8, 8, -8, -8)
        place = at + TO_POINTER
        left = max(room.left(), min(place.x(), room.right() - self.width()))
        top = place.y() if place.y() + self.height() <= room.bottom() else at.y() - self.height() - 8
        self.move(left, top)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(colour("text"))
        painter.drawText(self.rect().adjusted(10, 7, -9, -7), WRAP, self.text())
