"""The small map in the corner: where everything is, and what of it is seen."""

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from nndesigner.app.canvas.scene import Scene
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets.theme import colour, themes

WIDTH, HEIGHT = 144, 96
ROOM = 10.0


class MiniMap(QWidget):
    """Bars for layers and a frame for what is seen; press or drag to move the view."""

    wanted = Signal(QPointF)
    """The point of the scene that is to come into the middle of the view."""

    def __init__(self, view: QGraphicsView, scene: Scene, selection: Selection) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self.resize(WIDTH, HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Where you are. Click or drag to move the view.")
        self._redraw = QTimer(self, singleShot=True, interval=30)
        self._redraw.timeout.connect(self.update)
        self._picture: QPixmap | None = None
        self._way = QTransform()
        for changed in (themes.changed, scene.rearranged, selection.changed):
            changed.connect(self._draw_anew)

    def follow(self) -> None:
        """Draw the frame anew, soon: something else is seen."""
        if self.isVisible() and not self._redraw.isActive():
            self._redraw.start()

    def seen(self) -> QRectF:
        """The part of the scene that the view shows."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture)
        inside = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(colour("accent"), 1.5))
        painter.setBrush(colour("accent", 0.08))
        painter.drawRoundedRect(self._way.mapRect(self.seen()).intersected(inside), 4, 4)

    def _draw_anew(self) -> None:
        self._picture = None
        self.follow()

    def _drawn(self) -> QPixmap:
        """The map without the frame, which alone changes while the view moves."""
        extent = self._scene.extent().adjusted(-80, -80, 80, 80)
        scale = min((WIDTH - 2 * ROOM) / extent.width(), (HEIGHT - 2 * ROOM) / extent.height())
        middle = extent.center()
        centred = QTransform.fromTranslate(WIDTH / 2, HEIGHT / 2)
        self._way = centred.scale(scale, scale).translate(-middle.x(), -middle.y())
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("panel", 0.92))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        shades = {False: colour("muted", 0.6), True: colour("accent")}
        for item in self._scene.nodes.values():
            bar = self._way.mapRect(item.rectangle())
            round_by = min(2.0, bar.height() / 3)
            painter.setBrush(shades[item.look.is_selected])
            painter.drawRoundedRect(bar, round_by, round_by)
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._look_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep it from the canvas below."""

    def _look_at(self, point: QPointF) -> None:
        back, _ = self._way.inverted()
        self.wanted.emit(back.map(point))
