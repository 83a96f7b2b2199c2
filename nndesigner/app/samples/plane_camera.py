"""Which piece of the plane is seen: the wheel zooms about the pointer, dragging moves, Home shows everything."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from nndesigner.answers.places import Places
from nndesigner.app.samples.plane_painting import LINE, room_for_numbers
from nndesigner.app.samples.scale import Scale, fitting
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.theme import colour

MARGIN, TOP, FOOT = 16, 6, 22
STEP, NOTCH, SCROLL = 1.2, 120, 64
"""As on the canvas: how much a notch of the wheel zooms, how many units it has, and how many pixels it scrolls."""
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NEARER, _FARTHER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal), (Qt.Key.Key_Minus,)


class PlaneCamera(QWidget):
    """Keeps the `scale` at which the plane is seen; `looked_at` when that has changed."""

    looked_at = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.places_shown: Places | None = None
        self.scale: Scale | None = None
        self._home: Scale | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._is_dragged = False
        self.remark = ""
        """A line of words below the plane."""
        self.fit_button = QToolButton(self)
        self.fit_button.setText("Fit")
        self.fit_button.setFont(theme.font(theme.SMALL))
        self.fit_button.setToolTip("Shows all points (Home, or a double-click). The wheel zooms, dragging moves.")
        self.fit_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fit_button.clicked.connect(self.fit)
        self.fit_button.hide()
        theme.themes.changed.connect(self._paint_button)
        self._paint_button()

    @property
    def is_home(self) -> bool:
        """Whether everything is seen, as it was at first."""
        return self.scale == self._home

    def frame(self, places: Places) -> None:
        """Show all of other points."""
        self.places_shown = places
        self._home = self._fitting()
        self._see(self._home)

    def fit(self) -> None:
        """Show all points."""
        self._see(self._home)

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom so that the point `about` (the middle when None) stays where it is."""
        if self.scale and self._home:
            self._see(self.scale.zoomed(factor, about or self.scale.room.center(), self._home))

    def move_by(self, by: QPointF) -> None:
        """Move everything by so many pixels."""
        if self.scale:
            self._see(self.scale.moved(by))

    def reveal(self, at: QPointF) -> None:
        """Move just so far that this point is seen."""
        if self.scale is None or self.scale.room.contains(at):
            return
        room = self.scale.room.adjusted(12, 12, -12, -12)
        inside = QPointF(
            min(max(at.x(), room.left()), room.right()),
            min(max(at.y(), room.top()), room.bottom()),
        )
        self.move_by(inside - at)

    def clicked_at(self, at: QPointF) -> None:
        """The user clicked here without dragging."""

    def _see(self, scale: Scale | None) -> None:
        before, self.scale = self.scale, scale
        self.fit_button.setVisible(not self.is_home)
        self._place_button()
        if before != scale:
            self.looked_at.emit()
            self.update()

    def note(self, words: str) -> None:
        """Have this remark below the plane, or none."""
        had_words, self.remark = bool(self.remark), words
        if had_words != bool(words):
            self._fit_into_room()

    def _paint_button(self) -> None:
        ground = colour("raised").name()
        self.fit_button.setStyleSheet(f"background: {ground}; padding: 3px 8px; border-radius: 6px; font-size: 11px")

    def _room(self, left: float) -> QRectF:
        has_names = self.places_shown is not None and not self.places_shown.is_even
        top, foot = (TOP + LINE, FOOT + LINE) if has_names else (TOP, FOOT)
        foot += LINE if self.remark else 0
        return QRectF(self.rect()).adjusted(left, top, -MARGIN, -foot)

    def _fitting(self) -> Scale | None:
        if self.places_shown is None:
            return None
        points, is_even = self.places_shown.points, self.places_shown.is_even
        rough = fitting(points, self._room(MARGIN), is_even)
        if rough is None:
            return None
        return fitting(points, self._room(max(room_for_numbers(rough) + 12, MARGIN)), is_even)

    def _place_button(self) -> None:
        if self.scale:
            size, room = self.fit_button.sizeHint(), self.scale.room
            self.fit_button.setGeometry(
                round(room.right() - size.width() - 6), round(room.top() + 6), size.width(), size.height()
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_into_room()

    def _fit_into_room(self) -> None:
        """See the same in another room; everything, if that was seen."""
        was_home, before = self.is_home, self.scale
        self._home = self._fitting()
        if was_home or before is None or self._home is None:
            self._see(self._home)
        else:
            self._see(before.within(self._home.room))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (_LEFT, _MIDDLE):
            self._pressed = self._last = event.position()
            self._is_dragged = event.button() == _MIDDLE

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        away = (event.position() - self._pressed).manhattanLength()
        self._is_dragged = self._is_dragged or away >= QApplication.startDragDistance()
        if self._is_dragged:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            by, self._last = event.position() - self._last, event.position()
            self.move_by(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self.unsetCursor()
        if pressed is not None and not self._is_dragged:
            self.clicked_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, held, device = event.angleDelta(), event.modifiers(), event.device()
        is_touchpad = not event.pixelDelta().isNull() or (
            device is not None and device.type() == QInputDevice.DeviceType.TouchPad
        )
        if held & _CONTROL or not (is_touchpad or held & _SHIFT):
            self.zoom_by(STEP ** (turned.y() / NOTCH), event.position())
        elif is_touchpad:
            self.move_by(QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else turned / 2))
        else:
            self.move_by(QPointF((turned.y() or turned.x()) * SCROLL / NOTCH, 0))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.fit()
        elif event.key() in _NEARER:
            self.zoom_by(STEP)
        elif event.key() in _FARTHER:
            self.zoom_by(1 / STEP)
        else:
            super().keyPressEvent(event)
