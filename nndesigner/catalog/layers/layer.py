"""What every layer promises: the shape it gives, the weights it learns, and what torch must do."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Function
from nndesigner.catalog.entry import Entry, Parameter
from nndesigner.catalog.initializers import InitializerPart, TorchDefault
from nndesigner.catalog.shapes import Shape, grouped

WeightShapes = dict[str, tuple[int, ...]]


class Layer(Entry, family="layer"):
    """One step of a network.

    Shapes are those of one sample, without the batch axis. The methods below are called with one shape for each
    input, in order; all of them raise ShapeProblem when a shape does not fit.
    """

    minimum_inputs: ClassVar[int] = 1
    maximum_inputs: ClassVar[int] = 1
    has_output: ClassVar[bool] = True
    silences: ClassVar[bool] = False
    """Whether some of the values that it passes on are silenced while training."""
    while_learning: ClassVar[frozenset[str]] = frozenset()
    """The parameters that act only while the network learns: with others it predicts the same."""
    stem: ClassVar[str] = ""
    """What new layers are called, with a number behind it; the kind when empty."""
    icon: ClassVar[str] = ""
    """Its picture: what stands inside an SVG of 24 × 24, drawn with white strokes 1.75 wide on the group's colour."""

    def output_shape(self, *shapes: Shape) -> Shape:
        """The shape of one sample that the layer gives."""
        return shapes[0]

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        """The sizes of everything the layer learns, by the name torch gives it."""
        return {}

    def torch_calls(self, *shapes: Shape) -> Calls:
        """What torch does, one call after the other."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")

    @property
    def passes_on(self) -> bool:
        """Whether the values that leave are still those that came, in another order or some of them silenced."""
        return self.silences

    def penalty_call(self, *shapes: Shape) -> Function | None:
        """What the layer adds to the cost while training: a function of INPUT or INPUTS that gives one number."""
        return None

    def key_parameters(self) -> str:
        """The parameters that matter most, in a few words: "32 filters 3×3, relu"."""
        return ""

    def predicts_like(self, other: "Layer") -> bool:
        """Whether both do the same with the same weights, once they have learned."""
        if type(self) is not type(other):
            return False
        mine, others = self.__dict__, other.__dict__
        return all(mine[name] == others[name] for name in mine if name not in self.while_learning)

    def stored_kind(self) -> str:
        """The kind to write into a file."""
        return self.kind

    def stored_values(self) -> dict[str, Any]:
        """The parameters to write into a file."""
        return self.values()


class Trainable(Layer):
    """A layer with something to learn."""

    while_learning: ClassVar[frozenset[str]] = frozenset({"frozen"})

    frozen: bool = Field(False, description="Keeps what the layer has learned: training does not change it.")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return tuple(sorted(super().parameters(), key=lambda parameter: parameter.name == "frozen"))


class Weighted(Trainable):
    """A layer with weights that begin as an initializer says."""

    initializer: InitializerPart = TorchDefault()


def count(weights: WeightShapes) -> int:
    """How many numbers are learned."""
    total = 0
    for sizes in weights.values():
        product = 1
        for size in sizes:
            product *= size
        total += product
    return total


def arithmetic(weights: WeightShapes) -> str:
    """How the number of parameters comes about: "16·3·3·32 + 32 = 4 640"."""
    if not weights:
        return "nothing"
    terms = ["·".join(str(size) for size in reversed(sizes)) for sizes in weights.values()]
    return f"{' + '.join(terms)} = {grouped(count(weights))}"
