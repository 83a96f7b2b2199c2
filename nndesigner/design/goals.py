"""What each output of a design learns, from the options of the training, the data and the output itself."""

from dataclasses import dataclass

from nndesigner.catalog.layers.input_output import AS_TRAINING, Output
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target, Values
from nndesigner.design.model import Design, Node, NodeId


@dataclass(frozen=True)
class Goal:
    """What one output learns: to come close to `target`, measured by `loss`, which counts `weight` times.

    With `learns_samples` the target is the sample that came in. `has_own_loss` when the output does not take that of
    the training.
    """

    output: NodeId
    name: str
    loss: Loss
    target: Target
    weight: float = 1.0
    learns_samples: bool = False
    has_own_loss: bool = False

    def expected_shape(self, sample: Shape) -> Shape:
        """The shape of a prediction, for samples of shape `sample`."""
        match self.target:
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
        return isinstance(self.target, Classes) and self.loss.accepts != ("classes",)


def goals(design: Design) -> tuple[Goal, ...]:
    """The goals of all outputs."""
    return tuple(_goal(design, node, node.layer) for node in design.nodes.values() if isinstance(node.layer, Output))


def _goal(design: Design, node: Node, output: Output) -> Goal:
    data = design.data
    has_own = output.loss != AS_TRAINING
    loss = Loss.of_kind(output.loss) if has_own else design.training.loss
    is_sample = output.learns == "samples"
    target = Values(data.sample_shape(), *data.value_range()) if is_sample else data.target()
    return Goal(node.id, node.name, loss, target, output.weight, is_sample, has_own)


def optimizer_of(design: Design, output: NodeId) -> Optimizer:
    """The optimizer of the layers that lead to this output alone."""
    layer = design.nodes[output].layer
    if isinstance(layer, Output) and layer.optimizer != AS_TRAINING:
        return Optimizer.of_kind(layer.optimizer)
    return design.training.optimizer
