"""What a look over a design finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nndesigner.catalog.layers.layer import WeightShapes, count
from nndesigner.catalog.problems import Fix
from nndesigner.catalog.shapes import Shape
from nndesigner.design.model import NodeId


@dataclass(frozen=True)
class Problem:
    """Something that keeps the design from being trained (error) or is likely not meant (warning)."""

    message: str
    node: NodeId | None = None
    fixes: tuple[Fix, ...] = ()
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Report:
    """What a look over a design found; shapes are known as far as they follow from the inputs.

    `used` are the layers that a training builds. `is_complete` when the weights of all of them are known.
    """

    shapes: Mapping[NodeId, Shape]
    inputs: Mapping[NodeId, tuple[Shape, ...]]
    weights: Mapping[NodeId, WeightShapes]
    problems: tuple[Problem, ...]
    used: frozenset[NodeId]
    is_complete: bool

    @property
    def parameters(self) -> int:
        """How many numbers the network learns, as far as they are known; layers that lead nowhere do not count."""
        return sum(count(weights) for node, weights in self.weights.items() if node in self.used)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the design from being trained."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def of_node(self, node: NodeId) -> tuple[Problem, ...]:
        """The problems that sit on one layer."""
        return tuple(problem for problem in self.problems if problem.node == node)
