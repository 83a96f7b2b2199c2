"""Tied weights: a dense layer that uses the weight of another layer."""

from typing import Annotated, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Borrowed, Calls, Function, Module
from nndesigner.catalog.entry import NodeReference
from nndesigner.catalog.layers.activation import ActivationName, activation_calls, activation_weights
from nndesigner.catalog.layers.dense import features_for
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.shapes import Shape


class TiedDense(Trainable, kind="tied_dense", title="Tied weights", group="Core"):
    """A dense layer that has no weight of its own but uses that of another layer, which learns from both.

    Transposed, it leads back the way the other layer came: its units are as many as the other's inputs, and its inputs
    as many as the other's units. The bias is its own and begins at 0. Frozen, it keeps its bias; the weight
    belongs to the other layer.
    """

    icon: ClassVar[str] = (
        '<rect x="3.5" y="8.5" width="10" height="7" rx="3.5"/><rect x="10.5" y="8.5" width="10" height="7" rx="3.5"/>'
    )
    stem: ClassVar[str] = "tied"
    formula: ClassVar[str] = r"y = f ( W^T x + b )"
    when_to_use: ClassVar[str] = "In the decoder of an autoencoder: half the weights, and both halves agree."
    when_not: ClassVar[str] = "When the two layers have different things to learn."

    layer: Annotated[str, NodeReference()] = Field("", description="The layer whose weight is used.")
    transposed: bool = Field(True, description="Exchanges rows and columns of the weight, for the way back.")
    units: int = Field(128, ge=1, le=1_000_000, description="Neurons; the inputs of the other layer if transposed.")
    activation: ActivationName = Field("relu", description="Applied to every output value.")
    bias: bool = Field(True, description="Adds a learned constant to every unit.")

    def output_shape(self, *shapes: Shape) -> Shape:
        return features_for(*shapes, by="Tied weights").replaced(F=self.units)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        own = activation_weights(self.activation, self.output_shape(*shapes))
        return {"bias": (self.units,), **own} if self.bias else own

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        weighed = Function("F.linear", INPUT, Borrowed(self.layer, "weight", is_transposed=self.transposed))
        bias = (Module("additions.Bias", self.units),) if self.bias else ()
        return (weighed, *bias, *activation_calls(self.activation, output))

    def key_parameters(self) -> str:
        return f"{self.units} {'unit' if self.units == 1 else 'units'}, {self.activation.replace('_', ' ')}"
