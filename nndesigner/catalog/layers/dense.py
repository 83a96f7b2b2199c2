"""The dense layer: every unit sees every input."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.activation import ActivationName, activation_calls, activation_weights
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.problems import InsertBefore, Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Dense(Weighted, kind="dense", title="Dense", group="Core"):
    """Every unit weighs all inputs, adds its bias, and applies the activation.

    Also called fully connected or linear layer. On a sequence it works on each time step alone.
    """

    icon: ClassVar[str] = (
        '<path d="M7 5.5 17 8.5 7 12 17 15.5 7 18.5 17 8.5M7 5.5 17 15.5" stroke-width="1.2"/>'
        '<g fill="#fff" stroke="none"><circle cx="6.6" cy="5.4" r="2.1"/><circle cx="6.6" cy="12" r="2.1"/>'
        '<circle cx="6.6" cy="18.6" r="2.1"/><circle cx="17.4" cy="8.5" r="2.1"/>'
        '<circle cx="17.4" cy="15.5" r="2.1"/></g>'
    )
    formula: ClassVar[str] = r"y_k = f ( \sum_i w_{k,i} x_i + b_k )"
    when_to_use: ClassVar[str] = "On flat vectors, and as the last layers of almost every network."
    when_not: ClassVar[str] = "Directly on large images: it needs a weight for every pixel and unit. Convolve first."

    units: int = Field(128, ge=1, le=1_000_000, description="Neurons; each gives one output value.")
    activation: ActivationName = Field("relu", description="Applied to every output value.")
    bias: bool = Field(True, description="Adds a learned constant to every unit.")

    def output_shape(self, *shapes: Shape) -> Shape:
        return features_for(*shapes, by="Dense").replaced(F=self.units)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        output = self.output_shape(*shapes)
        weights: WeightShapes = {"weight": (self.units, shapes[0].F)}
        if self.bias:
            weights["bias"] = (self.units,)
        return {**weights, **activation_weights(self.activation, output)}

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        keywords: dict[str, Any] = {} if self.bias else {"bias": False}
        return (
            Module("nn.Linear", shapes[0].F, self.units, **keywords),
            *activation_calls(self.activation, output),
        )

    def key_parameters(self) -> str:
        return f"{self.units} {'unit' if self.units == 1 else 'units'}, {self.activation.replace('_', ' ')}"


def features_for(*shapes: Shape, by: str) -> Shape:
    """The one shape, which must be F or T × F. Raises ShapeProblem; `by` is the layer at the start of its sentence."""
    (values,) = shapes
    if values.axes not in ("F", "TF"):
        kind, title = ("embedding", "Embedding") if values.axes == "T" else ("flatten", "Flatten")
        fixes = (InsertBefore(kind, f"Insert {title}"), Remove("Remove this layer"))
        raise ShapeProblem(f"{by} expects a flat vector", values, fixes)
    return values
