"""Sampling: the random step in the middle of a variational autoencoder."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, InputNumber, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape


class Sampling(Layer, kind="sampling", title="Sampling", group="Core"):
    """Draws from the normal distributions whose means and log-variances come in.

    The first input is the mean μ, the second the logarithm of the variance, ln σ². While training, the random ε keeps
    the gradients of μ and σ exact (reparametrization); otherwise it gives μ. It adds β times the KL divergence
    from the standard normal distribution to the cost, summed over the features and averaged over the batch. Values
    of ln σ² beyond −30 and 20 count as these, so that σ² stays a number.
    """

    icon: ClassVar[str] = (
        '<path d="M4 18.5H20" opacity=".45"/><path d="M4.5 17.5C9.5 17.5 9 7 12 7S14.5 17.5 19.5 17.5"/>'
        '<g fill="#fff" stroke="none"><circle cx="9.2" cy="4.8" r="1.2"/><circle cx="14.8" cy="4" r="1.2"/>'
        '<circle cx="12" cy="14" r="1.4"/></g>'
    )
    stem: ClassVar[str] = "sample"
    minimum_inputs: ClassVar[int] = 2
    maximum_inputs: ClassVar[int] = 2
    formula: ClassVar[str] = (
        r"z = \mu + \sigma \epsilon, \quad \epsilon \sim N(0, 1), "
        r"\quad D = -\frac{1}{2} \sum_i ( 1 + \ln \sigma_i^2 - \mu_i^2 - \sigma_i^2 )"
    )
    when_to_use: ClassVar[str] = "Between the encoder and the decoder of a variational autoencoder."
    when_not: ClassVar[str] = "After layers with ReLU: means and log-variances must be free to be negative. Use linear."

    kl_weight: float = Field(1.0, ge=0, le=1000, description="Weight β of the KL divergence in the cost.")

    def output_shape(self, *shapes: Shape) -> Shape:
        mean, log_variance = shapes
        if mean != log_variance or mean.axes == "T":
            expected = "Sampling expects means and log-variances of the same shape"
            hint = "Let two layers of equal size, both linear, give them."
            raise ShapeProblem(expected, f"{mean} and {log_variance}", hint=hint)
        return mean

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("additions.Sampling", takes=(INPUT, InputNumber(1))),)

    def penalty_call(self, *shapes: Shape) -> Function | None:
        self.output_shape(*shapes)
        if self.kl_weight == 0:
            return None
        return Function("additions.divergence_from_standard_normal", InputNumber(0), InputNumber(1), self.kl_weight)

    def key_parameters(self) -> str:
        return f"β = {self.kl_weight:g}"
