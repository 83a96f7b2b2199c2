"""The pictures of layers and actions, drawn from our own SVG files in the colours of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from nndesigner.app.widgets.theme import colour, group_colour, themes
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.locations import ICONS

_SIZES = (16, 24, 32, 48)
_LAYER_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="1.75" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
)
_ROUNDING = 0.22
"""Radius of the corners of a layer's picture, as a part of its side."""


def layer_pixmap(layer: type[Layer], size: int, ratio: float = 1.0) -> QPixmap:
    """A layer's picture, `size` pixels wide on a screen with `ratio` device pixels to a pixel."""
    ground = group_colour(layer.group, layer.kind).name()
    return _layer_pixmap(layer.icon, ground, size, ratio)


def layer_icon(layer: type[Layer]) -> QIcon:
    """A layer's picture at all usual sizes."""
    return _layer_icon(layer.icon, group_colour(layer.group, layer.kind).name())


def icon(name: str, role: str = "text") -> QIcon:
    """The picture of an action in the theme's colour for `role` as it is now; `dress` follows the theme."""
    return _action_icon(name, colour(role).name(), colour("muted").name())


def pixmap(name: str, role: str = "text", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The picture of an action, `size` pixels wide, to be shown in a label."""
    return _drawn(_action_svg(name, colour(role).name()), size, ratio)


def dress(wearer: QAbstractButton | QLabel, name: str, role: str = "text", size: int = 16) -> None:
    """Give a button or a label the picture of an action, now and whenever the theme changes; `size` is for labels."""
    dresser = wearer.findChild(_Dresser, options=Qt.FindChildOption.FindDirectChildrenOnly) or _Dresser(wearer)
    dresser.wear(name, role, size)


class _Dresser(QObject):
    """Lives as long as what it dresses."""

    def __init__(self, wearer: QWidget) -> None:
        super().__init__(wearer)
        self._wearer = wearer
        self._chosen = ("", "text", 16)
        themes.changed.connect(self._put_on)

    def wear(self, name: str, role: str, size: int) -> None:
        self._chosen = (name, role, size)
        self._put_on()

    def _put_on(self) -> None:
        name, role, size = self._chosen
        if isinstance(self._wearer, QLabel):
            self._wearer.setPixmap(pixmap(name, role, size, self._wearer.devicePixelRatioF()))
        elif isinstance(self._wearer, QAbstractButton):
            self._wearer.setIcon(icon(name, role))


@cache
def application_icon() -> QIcon:
    """The picture of the application."""
    svg = (ICONS / "nndesigner.svg").read_bytes()
    made = QIcon()
    for size in (*_SIZES, 128, 256):
        made.addPixmap(_drawn(svg, size, 1.0))
    return made


@cache
def _layer_icon(drawing: str, ground: str) -> QIcon:
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_layer_pixmap(drawing, ground, size, 1.0))
    return made


@cache
def _layer_pixmap(drawing: str, ground: str, size: int, ratio: float) -> QPixmap:
    return _drawn(_LAYER_SVG.format(drawing=drawing or Unknown.icon).encode(), size, ratio, QColor(ground))


@cache
def _action_icon(name: str, stroke: str, disabled: str) -> QIcon:
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_drawn(_action_svg(name, stroke), size, 1.0))
        made.addPixmap(_drawn(_action_svg(name, disabled), size, 1.0, opacity=0.5), QIcon.Mode.Disabled)
    return made


@cache
def _action_svg(name: str, stroke: str) -> bytes:
    return (ICONS / "actions" / f"{name}.svg").read_bytes().replace(b"currentColor", stroke.encode())


def _drawn(svg: bytes, size: int, ratio: float, ground: QColor | None = None, opacity: float = 1.0) -> QPixmap:
    """The picture, on a rounded square of colour `ground` when there is one."""
    pixels = round(size * ratio)
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    if ground is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(0, 0, pixels, pixels), pixels * _ROUNDING, pixels * _ROUNDING)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
