"""Layers that only rearrange values."""

from collections.abc import Iterator
from math import prod
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.input_output import AXES_BY_LENGTH
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sliding import require_slidable
from nndesigner.catalog.problems import Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape, grouped

LARGEST_SIZE = 1_000_000


class Flatten(Layer, kind="flatten", title="Flatten", group="Shape"):
    """Lays all values of a sample out in one flat vector."""

    icon: ClassVar[str] = (
        '<rect x="7" y="3.5" width="10" height="10" rx="1.5"/><path d="M12 3.5V13.5M7 8.5H17" opacity=".55"/>'
        '<path d="M4.8 18.8H19.2" stroke-width="3"/>'
    )
    formula: ClassVar[str] = r"C \times H \times W \; \to \; F = C \cdot H \cdot W"
    when_to_use: ClassVar[str] = "Between images and dense layers."
    when_not: ClassVar[str] = "Before convolutions: it forgets which pixels are neighbours."

    @property
    def passes_on(self) -> bool:
        return True

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Flatten")
        return Shape(F=shapes[0].count)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("torch.flatten", INPUT, start_dim=1),)


class Reshape(Layer, kind="reshape", title="Reshape", group="Shape"):
    """Reads the values of a sample in order and writes them into another shape.

    One size gives a flat vector (features), two give a sequence (time steps, features), three give an image (channels,
    height, width). The number of values stays the same. Values are read with the last axis running fastest, so
    reshaping does not swap axes: that is what Permute is for.
    """

    icon: ClassVar[str] = (
        '<rect x="3.8" y="4.5" width="6" height="15" rx="1.5"/><rect x="14.2" y="8" width="6" height="8" rx="1.5"/>'
        '<path d="M3.8 12H9.8M14.2 12H20.2" opacity=".55"/>'
    )
    formula: ClassVar[str] = r"y = x, \quad C \cdot H \cdot W = T \cdot F"
    when_to_use: ClassVar[str] = "To make an image of a dense layer's output, as at the start of a generator."
    when_not: ClassVar[str] = "To swap axes: the values would end up in wrong places."

    shape: tuple[int, ...] = Field((1, 28, 28), description="Sizes of the new shape, such as 1 × 28 × 28 for an image.")

    @field_validator("shape")
    @classmethod
    def _has_one_to_three_sizes(cls, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) not in AXES_BY_LENGTH:
            raise ValueError("should have one, two or three sizes")
        if not all(1 <= size <= LARGEST_SIZE for size in shape):
            raise ValueError("should have sizes from 1 to 1 000 000")
        return shape

    @property
    def passes_on(self) -> bool:
        return True

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        values.require_numbers(by="Reshape")
        wanted = Shape(**dict(zip(AXES_BY_LENGTH[len(self.shape)], self.shape, strict=True)))
        if wanted.count != values.count:
            expected = f"Reshape to {wanted} needs {grouped(wanted.count)} values"
            fixes = self._fixes(values.count)
            raise ShapeProblem(expected, f"{grouped(values.count)} ({values})", (*fixes, Remove("Remove this layer")))
        return wanted

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("torch.reshape", INPUT, (-1, *self.shape)),)

    def key_parameters(self) -> str:
        return "to " + " × ".join(str(size) for size in self.shape)

    def _fixes(self, count: int) -> tuple[SetParameter, ...]:
        """Another size for the first axis where that works out, else all values in one axis."""
        shape = next((shape for shape in self._with_one_size_changed(count) if max(shape) <= LARGEST_SIZE), ())
        return (SetParameter("shape", shape, f"Set shape to {' × '.join(map(str, shape))}"),) if shape else ()

    def _with_one_size_changed(self, count: int) -> Iterator[tuple[int, ...]]:
        for axis in range(len(self.shape)):
            before, after = self.shape[:axis], self.shape[axis + 1 :]
            if count % prod(before + after) == 0:
                yield (*before, count // prod(before + after), *after)
        yield (count,)


class Permute(Layer, kind="permute", title="Permute", group="Shape"):
    """Swaps the axes of an image or a sequence.

    The order names the old axes as they come out: with WHC the width of the image becomes its channels. The new axes
    are called channels, height, width again. A sequence has one other order: time steps become features and
    features time steps.
    """

    icon: ClassVar[str] = (
        '<path d="M6 15.5V6.5H15.5M12.5 3.5 15.5 6.5 12.5 9.5"/>'
        '<path d="M18 8.5V17.5H8.5M11.5 14.5 8.5 17.5 11.5 20.5" opacity=".55"/>'
    )
    formula: ClassVar[str] = r"y_{f,t} = x_{t,f}"
    when_to_use: ClassVar[str] = "When the next layer should treat another axis as channels or features."
    when_not: ClassVar[str] = "Between usual image layers, which all agree on the order of the axes."

    order: Literal["CWH", "HCW", "HWC", "WCH", "WHC"] = Field(
        "HWC", description="Old axes of an image in their new order; a sequence swaps its two axes in any case."
    )

    @property
    def passes_on(self) -> bool:
        return True

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        require_slidable(values, by="Permute")
        if values.axes == "TF":
            return Shape(T=values.F, F=values.T)
        channels, height, width = (values.size_of(axis) for axis in self.order)
        return Shape(C=channels, H=height, W=width)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        if shapes[0].axes == "TF":
            return (Function("torch.transpose", INPUT, 1, 2),)
        return (Function("torch.permute", INPUT, (0, *("CHW".index(axis) + 1 for axis in self.order))),)

    def key_parameters(self) -> str:
        return " × ".join(self.order)
