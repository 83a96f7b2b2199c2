"""Layers that bring several branches together."""

from functools import reduce
from typing import ClassVar

from nndesigner.catalog.calls import INPUTS, Calls, Function, InputNumber
from nndesigner.catalog.layers.activation import feature_axis
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Merge(Layer, group="Merge"):
    """A layer with two or more inputs."""

    minimum_inputs: ClassVar[int] = 2
    maximum_inputs: ClassVar[int] = 16

    def _require_numbers(self, *shapes: Shape) -> None:
        """Raise ShapeProblem if one of the inputs is a row of symbols."""
        for shape in shapes:
            if shape.is_symbols:
                hint = "Put an embedding on that branch."
                found = f"a row of symbols ({shape})"
                raise ShapeProblem(f"{self.title()} expects numbers", found, (Remove("Remove this layer"),), hint)


class ValueByValue(Merge, group="Merge"):
    """A merge of equal shapes, each value with those at the same place."""

    def output_shape(self, *shapes: Shape) -> Shape:
        for shape in shapes[1:]:
            if shape != shapes[0]:
                raise ShapeProblem(f"{self.title()} expects equal shapes", f"{shapes[0]} and {shape}")
        self._require_numbers(shapes[0])
        return shapes[0]


class Add(ValueByValue, kind="add", title="Add"):
    """Adds its inputs value by value.

    With one input taken from earlier in the network it makes a residual connection.
    """

    icon: ClassVar[str] = '<circle cx="12" cy="12" r="7.5"/><path d="M12 8.4V15.6M8.4 12H15.6"/>'
    formula: ClassVar[str] = r"y = x_1 + x_2 + \ldots"
    when_to_use: ClassVar[str] = "For residual connections: the gradient finds a short way back."
    when_not: ClassVar[str] = "When the branches have different shapes: use Concatenate."

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
        self._require_numbers(*shapes)
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


class Multiply(ValueByValue, kind="multiply", title="Multiply"):
    """Multiplies its inputs value by value.

    With a sigmoid on one branch it is a gate: that branch says how much of the other passes.
    """

    icon: ClassVar[str] = '<circle cx="12" cy="12" r="7.5"/><path d="M9.4 9.4 14.6 14.6M14.6 9.4 9.4 14.6"/>'
    formula: ClassVar[str] = r"y = x_1 \cdot x_2 \cdot \ldots"
    when_to_use: ClassVar[str] = "For gates and attention masks, and to draw computations such as (a + b)(b − c)."
    when_not: ClassVar[str] = "With many branches: products quickly become huge or vanish."

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        first, second, *others = (InputNumber(number) for number in range(len(shapes)))
        product = Function("torch.mul", first, second)
        return (reduce(lambda before, factor: Function("torch.mul", before, factor), others, product),)


class Average(ValueByValue, kind="average", title="Average"):
    """Takes the mean of its inputs, value by value."""

    icon: ClassVar[str] = (
        '<circle cx="12" cy="12" r="7.5"/><path d="M8.6 7.6H15.4M9.2 10.8 14.8 16.4M14.8 10.8 9.2 16.4"/>'
    )
    formula: ClassVar[str] = r"y = \frac{1}{n} ( x_1 + x_2 + \ldots + x_n )"
    when_to_use: ClassVar[str] = "To combine the outputs of several branches: an ensemble within one network."
    when_not: ClassVar[str] = "For residual connections: adding keeps the whole of what came before."

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("torch.div", Function("sum", INPUTS), len(shapes)),)


class Subtract(ValueByValue, kind="subtract", title="Subtract"):
    """Takes its second input away from its first, value by value."""

    icon: ClassVar[str] = '<circle cx="12" cy="12" r="7.5"/><path d="M8.4 12H15.6"/>'
    formula: ClassVar[str] = r"y = x_1 - x_2"
    when_to_use: ClassVar[str] = "To let later layers see how two branches differ, as when comparing two samples."
    when_not: ClassVar[str] = "When the order of the links should not matter."
    maximum_inputs: ClassVar[int] = 2

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("torch.sub", InputNumber(0), InputNumber(1)),)
