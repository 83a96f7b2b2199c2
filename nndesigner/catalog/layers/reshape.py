"""Layers that only rearrange values."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape


class Flatten(Layer, kind="flatten", title="Flatten", group="Shape"):
    """Lays all values of a sample out in one flat vector."""

    icon: ClassVar[str] = (
        '<rect x="7" y="3.5" width="10" height="10" rx="1.5"/><path d="M12 3.5V13.5M7 8.5H17" opacity=".55"/>'
        '<path d="M4.8 18.8H19.2" stroke-width="3"/>'
    )
    formula: ClassVar[str] = r"C \times H \times W \; \to \; F = C \cdot H \cdot W"
    when_to_use: ClassVar[str] = "Between images and dense layers."
    when_not: ClassVar[str] = "Before convolutions: it forgets which pixels are neighbours."

    def output_shape(self, *shapes: Shape) -> Shape:
        return Shape(F=shapes[0].count)

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("torch.flatten", INPUT, start_dim=1),)
