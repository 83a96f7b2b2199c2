"""Layers that bring several branches together."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUTS, Calls, Function
from nndesigner.catalog.layers.activation import feature_axis
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape


class Merge(Layer, group="Merge"):
    """A layer with two or more inputs."""

    minimum_inputs: ClassVar[int] = 2
    maximum_inputs: ClassVar[int] = 16


class Add(Merge, kind="add", title="Add"):
    """Adds its inputs value by value.

    With one input taken from earlier in the network it makes a residual connection.
    """

    icon: ClassVar[str] = '<circle cx="12" cy="12" r="7.5"/><path d="M12 8.4V15.6M8.4 12H15.6"/>'
    formula: ClassVar[str] = r"y = x_1 + x_2 + \ldots"
    when_to_use: ClassVar[str] = "For residual connections: the gradient finds a short way back."
    when_not: ClassVar[str] = "When the branches have different shapes: use Concatenate."

    def output_shape(self, *shapes: Shape) -> Shape:
        for shape in shapes[1:]:
            if shape != shapes[0]:
                raise ShapeProblem("Add expects equal shapes", f"{shapes[0]} and {shape}")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("sum", INPUTS),)


class Concatenate(Merge, kind="concatenate", title="Concatenate"):
    """Puts the channels or features of its inputs side by side."""

    icon: ClassVar[str] = (
        '<path d="M12 5H6.5A1.5 1.5 0 0 0 5 6.5V17.5A1.5 1.5 0 0 0 6.5 19H12Z" fill="#fff"/>'
        '<path d="M12 5H17.5A1.5 1.5 0 0 1 19 6.5V17.5A1.5 1.5 0 0 1 17.5 19H12Z"/>'
    )
    formula: ClassVar[str] = r"y = [ x_1, x_2, \ldots ]"
    when_to_use: ClassVar[str] = "To let later layers see several views of the same thing."
    when_not: ClassVar[str] = "In long chains of blocks: the width, and with it the cost, keeps growing."

    def output_shape(self, *shapes: Shape) -> Shape:
        first = shapes[0]
        joined = "C" if "C" in first.axes else "F"
        for shape in shapes[1:]:
            if shape.axes != first.axes or shape.replaced(**{joined: first.size_of(joined)}) != first:
                expected = f"Concatenate expects shapes that differ only in {joined}"
                raise ShapeProblem(expected, f"{first} and {shape}")
        return first.replaced(**{joined: sum(shape.size_of(joined) for shape in shapes)})

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("torch.cat", INPUTS, dim=feature_axis(shapes[0])),)
