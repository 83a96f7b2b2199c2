"""What each output of a design learns, from the options of the training, the data and the output itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

from nndesigner.catalog.intervals import limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.layers.input_output import AS_TRAINING, Output
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target, Values
from nndesigner.design.ends import ending
from nndesigner.design.learners import tells_apart
from nndesigner.design.model import Design, Node, NodeId

REAL_OR_GENERATED = Classes(("generated", "real"))
REAL = 1
"""The number of the class of real samples."""


@dataclass(frozen=True)
class OneUnit:
    """Two classes that a single unit learns: it should give `high` for the class number `positive`, else `low`.

    `is_probability` when what it gives is the probability of the positive class.
    """

    positive: int
    low: float
    high: float
    is_probability: bool


@dataclass(frozen=True)
class Goal:
    """What one output learns: to come close to `target`, measured by `loss`, which counts `weight` times.

    With `learns_samples` the target is the sample that came in. `has_own_loss` when the output does not take that of
    the training. `unit` is there when one unit learns two classes, instead of one unit for each. With `tells_apart`
    the classes are not those of the data: half of the samples are generated (0), those of the data are real (1).
    """

    output: NodeId
    name: str
    loss: Loss
    target: Target
    weight: float = 1.0
    learns_samples: bool = False
    has_own_loss: bool = False
    unit: OneUnit | None = None
    tells_apart: bool = False

    def expected_shape(self, sample: Shape) -> Shape:
        """The shape of a prediction, for samples of shape `sample`."""
        match self.target:
            case Classes() if self.unit:
                return Shape(F=1)
            case Classes(names, per_step):
                return Shape(T=sample.T, F=len(names)) if per_step else Shape(F=len(names))
            case Labels(names):
                return Shape(F=len(names))
            case Symbols(names):
                return Shape(T=sample.T, F=len(names))
        return self.target.shape

    @property
    def is_one_hot(self) -> bool:
        """Whether the loss gets a row of numbers for each class instead of the number of the class."""
        return isinstance(self.target, Classes) and self.loss.accepts != ("classes",) and not self.unit

    @property
    def decides(self) -> bool:
        """Whether its predictions are right or wrong: the scores of a critic, as in a Wasserstein GAN, are neither."""
        return self.loss.has_minimum or not self.tells_apart

    @property
    def positive_name(self) -> str:
        """The name of the positive class; empty unless one unit learns two classes."""
        return self.target.names[self.unit.positive] if self.unit and isinstance(self.target, Classes) else ""


def goals(design: Design) -> tuple[Goal, ...]:
    """The goals of all outputs."""
    return tuple(_goal(design, node, node.layer) for node in design.nodes.values() if isinstance(node.layer, Output))


def _goal(design: Design, node: Node, output: Output) -> Goal:
    data, is_apart = design.data, tells_apart(design, node.id)
    has_own = output.loss != AS_TRAINING
    loss = Loss.of_kind(output.loss) if has_own else design.training.loss
    is_sample = output.learns == "samples" and not is_apart
    target = Values(data.sample_shape(), *data.value_range()) if is_sample else data.target()
    target = REAL_OR_GENERATED if is_apart else target
    unit = _one_unit(design, node, loss, target, REAL if is_apart else data.positive_class())
    return Goal(node.id, node.name, loss, target, output.weight, is_sample, has_own, unit, is_apart)


def positive_classes(design: Design) -> Mapping[str, str]:
    """The positive class of every output that learns two classes with one unit, by the name of the output."""
    return {goal.name: goal.positive_name for goal in goals(design) if goal.unit}


def chosen_positive(design: Design) -> str:
    """The class of the data that was chosen as the positive one; empty where no unit learns two of its classes."""
    return next((goal.positive_name for goal in goals(design) if goal.unit and not goal.tells_apart), "")


def class_names(design: Design) -> tuple[str, ...]:
    """The classes that the first output of classes predicts; empty when there is none."""
    targets = (goal.target for goal in goals(design))
    return next((target.names for target in targets if isinstance(target, Classes)), ())


def are_two_classes(target: Target) -> bool:
    """Whether a single unit could learn it by saying yes or no to one of the classes."""
    return isinstance(target, Classes) and len(target.names) == 2 and not target.per_step


def _one_unit(design: Design, output: Node, loss: Loss, target: Target, positive: int) -> OneUnit | None:
    """Two classes are learned by one unit where the loss compares numbers, unless each class has a unit of its own."""
    compares_numbers = "labels" in loss.accepts and not loss.compares_outputs
    if not are_two_classes(target) or not compares_numbers or design.shapes.get(output.id) == Shape(F=2):
        return None
    activation = ending(design, output).activation
    if activation and ACTIVATIONS[activation].is_sideways and not loss.fuses:
        return None  # over a single unit it always gives the same
    limits = limits_of(ACTIVATIONS[activation].range) if activation else (-inf, inf)
    low, high = -1.0 if limits == (-1.0, 1.0) else 0.0, 1.0
    if isfinite(loss.low) and isfinite(loss.high):
        low, high = loss.low, loss.high
    is_smooth = bool(activation) and ACTIVATIONS[activation].has_slope
    is_probability = is_smooth and limits == (0.0, 1.0) and low == 0.0
    return OneUnit(positive, low, high, is_probability)


def own_optimizer(design: Design, output: NodeId) -> Optimizer | None:
    """The optimizer of the layers that lead to this output alone, where it has one of its own."""
    layer = design.nodes[output].layer
    return layer.optimizer if isinstance(layer, Output) else None


def optimizers_of(design: Design) -> tuple[Optimizer, ...]:
    """All that change weights: those of the turns, and those that outputs have of their own."""
    own = (own_optimizer(design, node.id) for node in design.of_kind("output"))
    turns = (turn.optimizer for turn in design.training.every_turn)
    return tuple(dict.fromkeys([*turns, *filter(None, own)]))
