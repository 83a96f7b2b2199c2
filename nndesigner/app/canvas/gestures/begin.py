"""Which gesture a press begins: what lies under the pointer decides."""

from PySide6.QtCore import Qt

from nndesigner.app.canvas.appearance import Port
from nndesigner.app.canvas.finding import is_near_end, link_at, node_at, port_at
from nndesigner.app.canvas.gestures.connect import Connect
from nndesigner.app.canvas.gestures.gesture import Gesture, Pointer, Surface
from nndesigner.app.canvas.gestures.move import Move
from nndesigner.app.canvas.gestures.pan import Pan
from nndesigner.app.canvas.gestures.select import Marquee, PickLink


def begin(surface: Surface, pointer: Pointer, button: Qt.MouseButton, is_panning: bool) -> Gesture | None:
    """The gesture that a press of `button` begins; `is_panning` while Space is held."""
    if button == Qt.MouseButton.MiddleButton or is_panning:
        return Pan(surface, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    surface.scene.finish_motion()
    return _at_a_port(surface, pointer) or _at_an_item(surface, pointer) or Marquee(surface, pointer)


def _at_a_port(surface: Surface, pointer: Pointer) -> Gesture | None:
    port = port_at(surface.scene, pointer.scene, surface.zoom)
    if port is None:
        return None
    incoming = surface.document.design.incoming[port.node] if port.is_input else ()
    if port.input < len(incoming):
        link = incoming[port.input]
        return Connect(surface, pointer, Port(link.source, False), instead=link)
    return Connect(surface, pointer, port)


def _at_an_item(surface: Surface, pointer: Pointer) -> Gesture | None:
    card = node_at(surface.scene, pointer.scene)
    if card:
        return Move(surface, pointer, card)
    line = link_at(surface.scene, pointer.scene, surface.zoom)
    if line is None:
        return None
    if is_near_end(line, pointer.scene, surface.zoom):
        return Connect(surface, pointer, Port(line.link.source, False), instead=line.link)
    return PickLink(surface, pointer, line.link)
