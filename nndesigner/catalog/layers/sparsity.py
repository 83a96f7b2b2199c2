"""Sparsity: a cost for units that are active too often."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape


class Sparsity(Layer, kind="sparsity", title="Sparsity", group="Regularization"):
    """Passes its input on, and makes units costly that are active for too many samples.

    While training, the cost grows with the distance of each unit's mean activation over the batch from the target ρ,
    measured by the Kullback-Leibler divergence, as in sparse autoencoders. That needs values between 0 and 1: put it
    right after a sigmoid. Means are kept at least 0.000001 away from 0 and 1, where the divergence would be infinite.
    The other measure, absolute, is the L1 penalty: it works after every activation and pulls all values towards 0.
    """

    passes_on: ClassVar[bool] = True
    icon: ClassVar[str] = (
        '<g fill="#fff" stroke="none"><circle cx="6" cy="6" r="1.1" opacity=".55"/>'
        '<circle cx="12" cy="6" r="1.1" opacity=".55"/><circle cx="18" cy="6" r="1.1" opacity=".55"/>'
        '<circle cx="6" cy="12" r="1.1" opacity=".55"/><circle cx="12" cy="12" r="3"/>'
        '<circle cx="18" cy="12" r="1.1" opacity=".55"/><circle cx="6" cy="18" r="1.1" opacity=".55"/>'
        '<circle cx="12" cy="18" r="1.1" opacity=".55"/><circle cx="18" cy="18" r="1.1" opacity=".55"/></g>'
    )
    formula: ClassVar[str] = (
        r"\beta \sum_j ( \rho \ln \frac{\rho}{m_j} + (1 - \rho) \ln \frac{1 - \rho}{1 - m_j} ), "
        r"\quad m_j = \frac{1}{n} \sum_i x_{i,j}"
    )
    when_to_use: ClassVar[str] = "On the code of an autoencoder that has as many units as its input or more."
    when_not: ClassVar[str] = "With small batches, whose means say little, or on the output of the network."

    measure: Literal["divergence", "absolute"] = Field(
        "divergence",
        description="divergence: from the target, for values between 0 and 1; absolute: mean size of the values (L1).",
    )
    target: float = Field(0.05, gt=0, lt=1, description="Mean activation ρ that each unit should have, when measured.")
    weight: float = Field(0.1, ge=0, le=1e6, description="How much the penalty counts beside the loss (β).")

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Sparsity")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return ()

    def penalty_call(self, *shapes: Shape) -> Function | None:
        self.output_shape(*shapes)
        if self.measure == "absolute":
            means = Function("torch.mean", Function("torch.abs", INPUT), dim=0)
            return Function("torch.mul", Function("torch.sum", means), self.weight)
        return Function("torch.mul", Function("additions.sparsity_divergence", INPUT, self.target), self.weight)

    def key_parameters(self) -> str:
        return (
            f"ρ = {self.target:g}, β = {self.weight:g}" if self.measure == "divergence" else f"L1, β = {self.weight:g}"
        )
