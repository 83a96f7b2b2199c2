"""Layers glide to where an edit put them, so that the eye can follow."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QApplication, QStyle

from nndesigner.design.model import NodeId, Position

MILLISECONDS = 150

Place = Callable[[Mapping[NodeId, Position]], None]


class Glide(QObject):
    """One movement of several layers at a time; `place` puts them where they are at the moment."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._ways: dict[NodeId, tuple[Position, Position]] = {}
        self._clock = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=MILLISECONDS)
        self._clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._clock.valueChanged.connect(self._show)

    @property
    def is_running(self) -> bool:
        """Whether something is on its way."""
        return bool(self._ways)

    def start(self, ways: Mapping[NodeId, tuple[Position, Position]]) -> None:
        """Move each layer from where it is to where it goes; at once when the system asks for less motion."""
        self._clock.stop()
        self._ways = dict(ways)
        if wants_motion():
            self._clock.start()
        else:
            self._show(1.0)

    def finish(self) -> None:
        """Be there now."""
        if self._ways:
            self._clock.stop()
            self._show(1.0)

    def forget(self, nodes: frozenset[NodeId]) -> None:
        """These layers are gone."""
        self._ways = {node: way for node, way in self._ways.items() if node not in nodes}

    def _show(self, part: float) -> None:
        places = {
            node: (x + (goal_x - x) * part, y + (goal_y - y) * part)
            for node, ((x, y), (goal_x, goal_y)) in self._ways.items()
        }
        if part == 1.0:
            places = {node: goal for node, (_, goal) in self._ways.items()}
            self._ways = {}
        self._place(places)


def wants_motion() -> bool:
    """Whether the system asks for animations."""
    style = QApplication.style()
    return bool(style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration))
