"""Sizes, and what a node shows: everything about looks that is not painting."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPointF, QRectF

from nndesigner.catalog.layers.layer import Layer, WeightShapes, count
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.design.model import Node
from nndesigner.design.report import Problem

GRID = 8.0
WIDTH = 288.0
HEIGHT = 56.0
PROBLEM_ROW = 8.0
"""How much a card grows to show a problem in a third row."""
RADIUS = 10.0
MARGIN = 10.0
ICON = 36.0
TEXT_LEFT = 56.0
_WITHOUT = QRectF(-WIDTH / 2, 0, WIDTH, HEIGHT)
_WITH_PROBLEM = QRectF(-WIDTH / 2, 0, WIDTH, HEIGHT + PROBLEM_ROW)
PORT_SPACING = 24.0
PORT_REACH = 10.0
"""How near to the middle of a port the pointer counts as on it, in pixels on the screen."""
HALO = 12.0
"""Room around a card for shadow, ports and their glow."""
CELL = 4.0
CELLS = int((WIDTH - 2 * MARGIN) / CELL)
"""How many cells the living strip has."""

FULL, BRIEF = 0.55, 0.3
"""Zoom down to which a card shows everything, and down to which it shows icon and name."""


@dataclass(frozen=True)
class Port:
    """Where links begin or end: the output of a layer, or one of its inputs."""

    node: str
    is_input: bool
    input: int = 0


@dataclass(frozen=True)
class Card:
    """What a node shows, in words and numbers; equal cards look alike."""

    layer: type[Layer]
    name: str
    details: str
    shape: str
    parameters: str
    problems: tuple[Problem, ...]
    inputs: int

    @property
    def height(self) -> float:
        """Pixels from the upper to the lower edge."""
        return HEIGHT + (PROBLEM_ROW if self.problems else 0)

    @property
    def worst(self) -> Problem | None:
        """The problem that is shown on the card: the first error, else the first warning."""
        return min(self.problems, key=lambda problem: problem.severity != "error", default=None)

    def tooltip(self) -> str:
        """Everything in full, safe to show as rich text: names are shown as they were typed."""
        lines = [f"{self.name} · {self.layer.title()}"]
        lines += [line for line in (self.details, self.shape) if line]
        lines += [f"{self.parameters} parameters"] if self.parameters else []
        words = [problem.message for problem in self.problems]
        return "<br>".join(escape(line) for line in lines) + "".join(f"<p>{escape(word)}</p>" for word in words)


def card_of(node: Node, shape: Shape | None, weights: WeightShapes, problems: Iterable[Problem], linked: int) -> Card:
    """What `node` shows when it gives `shape`, learns `weights` and has `linked` links coming in."""
    layer = node.layer
    most = layer.maximum_inputs
    return Card(
        layer=type(layer),
        name=node.name,
        details=layer.key_parameters(),
        shape=str(shape) if shape else "",
        parameters=grouped(count(weights)) if weights else "",
        problems=tuple(problems),
        inputs=min(most, max(layer.minimum_inputs, linked + (1 if most > 1 else 0), 1)),
    )


def card_rectangle(card: Card) -> QRectF:
    """The card around its own origin, the middle of its upper edge."""
    return _WITH_PROBLEM if card.problems else _WITHOUT


def port_point(card: Card, is_input: bool, number: int = 0) -> QPointF:
    """The middle of a port, from the card's origin."""
    if not is_input:
        return QPointF(0, card.height)
    spacing = min(PORT_SPACING, (WIDTH - 48) / max(card.inputs - 1, 1))
    return QPointF((number - (card.inputs - 1) / 2) * spacing, 0)


def snapped(x: float, y: float) -> tuple[float, float]:
    """The nearest point of the grid."""
    return round(x / GRID) * GRID, round(y / GRID) * GRID
