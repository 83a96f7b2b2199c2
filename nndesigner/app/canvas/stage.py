"""The view with its mouse: presses begin gestures, the wheel zooms and pans, layers are dropped."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputDevice,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView

from nndesigner.app.canvas.camera import STEP, Camera
from nndesigner.app.canvas.finding import link_at, node_at
from nndesigner.app.canvas.gestures.begin import begin
from nndesigner.app.canvas.gestures.drop import Drop, layer_in
from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.gestures.pan import scroll
from nndesigner.app.canvas.overlays import PointerLabel
from nndesigner.app.canvas.scene import Scene
from nndesigner.app.canvas.search import SearchPopup
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection

NOTCH = 120
"""What Qt gives for one notch of a wheel."""
SCROLL = 64


class Stage(QGraphicsView):
    """Hands what the mouse does to the gesture that it began."""

    message = Signal(str)
    """Why something was not done, fit to show."""

    def __init__(self, document: Document, selection: Selection, editing: Editing) -> None:
        super().__init__()
        self.drawing = Scene(document, selection)
        self.setScene(self.drawing)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.camera = Camera(self, self.drawing)
        self.search = SearchPopup(self)
        label = PointerLabel(self)
        self.surface = Surface(self, self.drawing, document, selection, editing, label, self.search, self.message.emit)
        self.gesture: Gesture | None = None
        self.is_space_held = False
        document.changed.connect(self.cancel_gesture)

    def touched(self) -> None:
        """The user is about to do something with the mouse."""

    def cancel_gesture(self) -> bool:
        """Give up what is being done, as when the document changes under it; whether there was something."""
        gesture, self.gesture = self.gesture, None
        if gesture:
            gesture.cancel()
        return gesture is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched()
        if not self.gesture:
            pointer = self._pointer(event.position(), event.modifiers())
            self.gesture = begin(self.surface, pointer, event.button(), self.is_space_held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = self._pointer(event.position(), event.modifiers())
        if self.gesture:
            self.gesture.move(pointer)
            return
        near = node_at(self.drawing, pointer.scene)
        self.drawing.hover(near or link_at(self.drawing, pointer.scene, self.camera.zoom))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self.gesture = self.gesture, None
        if gesture:
            gesture.finish(self._pointer(event.position(), event.modifiers()))

    def leaveEvent(self, event: QEvent) -> None:
        self.drawing.hover(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.touched()
        turned, held = event.angleDelta(), event.modifiers()
        device = event.device()
        is_touchpad = not event.pixelDelta().isNull() or (
            device is not None and device.type() == QInputDevice.DeviceType.TouchPad
        )
        if held & Qt.KeyboardModifier.ControlModifier or not (is_touchpad or held & Qt.KeyboardModifier.ShiftModifier):
            self.camera.zoom_by(STEP ** (turned.y() / NOTCH), event.position())
        elif is_touchpad:
            scroll(self.surface, event.pixelDelta() if not event.pixelDelta().isNull() else turned / 2)
        else:
            scroll(self.surface, QPoint((turned.y() or turned.x()) * SCROLL // NOTCH, 0))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.camera.zoom_by(1 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        layer = layer_in(event.mimeData())
        if layer:
            self.cancel_gesture()
            self.gesture = Drop(self.surface, layer)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.gesture:
            self.gesture.move(self._pointer(event.position(), event.modifiers()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.cancel_gesture()

    def dropEvent(self, event: QDropEvent) -> None:
        gesture, self.gesture = self.gesture, None
        if gesture:
            gesture.finish(self._pointer(event.position(), event.modifiers()))
            event.acceptProposedAction()
            self.setFocus()

    def _pointer(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        back, _ = self.viewportTransform().inverted()
        return Pointer(back.map(place), place.toPoint(), modifiers)
