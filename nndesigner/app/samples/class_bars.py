"""How many samples each class has: a bar for each, which also chooses the class."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nndesigner.answers.collection import Collection
from nndesigner.app.samples.drawing import class_colour, paint_mark
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.colours import viridis
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.shapes import grouped
from nndesigner.words.numbers import percent

MARGIN, ROW, HIGH, FOOT, TOP = 16, 20, 36, 16, 6
MOST_ROWS = 4
"""Up to so many classes stand one below the other, with their names and numbers."""
WIDEST = 64
READABLE = 28
"""Pixels from which on a name that does not fit is shortened instead of left out."""
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ClassBars(QWidget):
    """`chosen` brings the place of the class that was clicked, or −1 for all."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.counts: list[int] = []
        self.choice = -1
        self._has_marks = False
        self._ends: tuple[str, str] | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Samples by class")
        theme.themes.changed.connect(self.update)

    def show_part(self, collection: Collection, part: int, choice: int) -> None:
        """Show how many samples of a part are in each group, if there are groups."""
        if groups := collection.groups:
            counts = groups.counts(part, collection.parts[part].members())
            self.show_counts(groups.names, counts, choice, collection.has_marks, groups.ends)

    def show_counts(
        self,
        names: tuple[str, ...],
        counts: list[int],
        choice: int,
        has_marks: bool = False,
        ends: tuple[str, str] | None = None,
    ) -> None:
        """Show how many samples each class has; `has_marks` where marks or colours of theirs are in use beside this.

        Of ranges of a number, only the `ends` of the first and the last are written.
        """
        self._ends = ends
        self.names, self.counts, self.choice, self._has_marks = names, counts, choice, has_marks
        self._at = min(self._at, max(len(names) - 1, 0))
        pairs = zip(names, counts, strict=True)
        self.setAccessibleDescription(", ".join(f"{name}: {number}" for name, number in pairs))
        self.updateGeometry()
        self.update()

    @property
    def _is_list(self) -> bool:
        return len(self.names) <= MOST_ROWS

    def sizeHint(self) -> QSize:
        return QSize(200, len(self.names) * ROW + 8 if self._is_list else TOP + HIGH + FOOT + 4)

    def place_of(self, number: int) -> QRectF:
        """Where the class number `number` is drawn."""
        inside = QRectF(self.rect()).adjusted(MARGIN, 0, -MARGIN, 0)
        if self._is_list:
            return QRectF(inside.left(), 4 + number * ROW, inside.width(), ROW)
        width = min(inside.width() / len(self.names), WIDEST)
        return QRectF(inside.left() + number * width, 0, width, self.height())

    def class_at(self, at: QPointF) -> int:
        """The class at this point; −1 for none."""
        return next((number for number in range(len(self.names)) if self.place_of(number).contains(at)), -1)

    def choose(self, number: int) -> None:
        """Choose a class; choosing it again chooses all."""
        self.chosen.emit(-1 if number == self.choice else number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.class_at(event.position())
        if number >= 0:
            self._at = number
            self.choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(event.key(), 0)  # type: ignore[call-overload]
        if step and self.names:
            self._at = (self._at + step) % len(self.names)
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.names:
            self.choose(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.class_at(QPointF(event.pos()))
            if number >= 0:
                QToolTip.showText(event.globalPos(), self.told(number), self)
                return True
        return super().event(event)

    def told(self, number: int) -> str:
        """A class in words."""
        part = self.counts[number] / max(sum(self.counts), 1)
        action = "Click to see all classes." if number == self.choice else "Click to see only these."
        return f"{self.names[number]}: {grouped(self.counts[number])} samples, {percent(part)}. {action}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        largest = max([*self.counts, 1])
        for number in range(len(self.names)):
            is_on = self.choice in (-1, number)
            if self._is_list:
                self._paint_row(painter, number, largest, is_on)
            else:
                self._paint_column(painter, number, largest, is_on)
        if self._ends and self.names:
            self._paint_ends(painter, self._ends)
        if self.hasFocus() and self.names:
            painter.setPen(QPen(colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.place_of(self._at).adjusted(-2.5, 0.5, 1.5, -0.5), 5, 5)
        painter.end()

    def _paint_row(self, painter: QPainter, number: int, largest: int, is_on: bool) -> None:
        place = self.place_of(number)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        metrics = QFontMetricsF(painter.font())
        widest = max(metrics.horizontalAdvance(name) for name in self.names)
        widest = min(widest, place.width() / 3)
        last = metrics.horizontalAdvance(grouped(largest)) + 8
        left = 18 if self._has_marks else 0
        if self._has_marks:
            middle = QPointF(place.left() + 6, place.center().y())
            paint_mark(painter, middle, number, 4.5, _faded(class_colour(number), is_on))
        painter.setPen(colour("text" if is_on else "muted"))
        name = elided(self.names[number], metrics, widest + 1)
        painter.drawText(place.adjusted(left, 0, 0, 0), _LEFT | _MIDDLE, name)
        painter.setPen(colour("muted"))
        painter.drawText(place, _RIGHT | _MIDDLE, grouped(self.counts[number]))
        room = place.adjusted(left + widest + 12, 7, -last, -7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(room, 3, 3)
        painter.setBrush(_faded(class_colour(number) if self._has_marks else colour("accent"), is_on))
        room.setWidth(max(room.width(), 0) * self.counts[number] / largest)
        painter.drawRoundedRect(room, 3, 3)

    def _paint_column(self, painter: QPainter, number: int, largest: int, is_on: bool) -> None:
        place = self.place_of(number)
        gap = 2 if place.width() > 8 else 0.5
        height = max(HIGH * self.counts[number] / largest, 1.0)
        bar = QRectF(place.left(), TOP + HIGH - height, place.width() - gap, height)
        painter.setPen(Qt.PenStyle.NoPen)
        bar_colour = self._colour(number) if self._has_marks else colour("accent")
        painter.setBrush(_faded(bar_colour, is_on))
        painter.drawRoundedRect(bar, 2, 2)
        weight = QFont.Weight.DemiBold if number == self.choice else QFont.Weight.Normal
        painter.setFont(theme.font(theme.SMALL, weight, tabular=True))
        metrics = QFontMetricsF(painter.font())
        fits = metrics.horizontalAdvance(self.names[number]) <= place.width() - 1
        if not self._ends and (fits or place.width() >= READABLE):
            painter.setPen(colour("text" if number == self.choice else "muted"))
            foot = QRectF(place.left(), TOP + HIGH + 2, place.width() - gap, FOOT)
            name = elided(self.names[number], metrics, foot.width())
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)

    def _colour(self, number: int) -> QColor:
        """The colour of a class, or for a range of numbers that of its middle."""
        if self._ends is None:
            return class_colour(number)
        return QColor(*viridis((number + 0.5) / len(self.names)).tolist())

    def _paint_ends(self, painter: QPainter, ends: tuple[str, str]) -> None:
        both = self.place_of(0).united(self.place_of(len(self.names) - 1))
        foot = QRectF(both.left(), TOP + HIGH + 2, both.width(), FOOT)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        painter.setPen(colour("muted"))
        painter.drawText(foot, _LEFT | _MIDDLE, ends[0])
        painter.drawText(foot, _RIGHT | _MIDDLE, ends[1])


def _faded(full: QColor, is_on: bool) -> QColor:
    """The colour of a bar: full, or hardly more than the ground when its class is not among those shown."""
    ground, strength = colour("panel"), 0.75 if is_on else 0.25
    ends = zip(ground.getRgb()[:3], full.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(low + (high - low) * strength) for low, high in ends))
