"""Layers that only rearrange values."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape


class Flatten(Layer, kind="flatten", title="Flatten", group="Shape"):
    """Lays all values of a sample out in one flat vector."""

    formula: ClassVar[str] = r"C \times H \times W \; \to \; F = C \cdot H \cdot W"
    when_to_use: ClassVar[str] = "Between images and dense layers."
    when_not: ClassVar[str] = "Before convolutions: it forgets which pixels are neighbours."

    def output_shape(self, *shapes: Shape) -> Shape:
        return Shape(F=shapes[0].count)

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("torch.flatten", INPUT, start_dim=1),)
