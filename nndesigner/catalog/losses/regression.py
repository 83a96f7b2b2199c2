"""Losses for predicting numbers."""

import math
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.targets import TargetKind

ANY_NUMBERS: tuple[TargetKind, ...] = ("values", "labels", "classes")
"""What a loss accepts that compares number with number: classes come as one-hot rows."""


def sum_per_sample(values: Function) -> Function:
    """The mean over the batch of the sum of all `values` of one sample."""
    return Function("torch.mean", Function("torch.sum", Function("torch.flatten", values, 1), 1))


class MeanSquaredError(Loss, kind="mse", title="Mean squared error"):
    """The mean of the squared differences between prediction and target.

    With classes as targets it compares with 1 for the right class and 0 for the others.

    The mean is taken over all outputs of all samples, so its gradient for one output is 2 (y − t) divided by the number
    of outputs. Half squared error, common in courses, has the gradient y − t instead.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i (y_i - t_i)^2"
    when_to_use: ClassVar[str] = "To predict numbers."
    when_not: ClassVar[str] = (
        "To choose between classes: its gradient vanishes just where the prediction is confidently wrong."
    )

    def torch_call(self) -> Function:
        return Function("F.mse_loss", INPUT, TARGET)


class HalfSquaredError(Loss, kind="half_squared_error", title="Half squared error"):
    """Half the sum of the squared differences over the outputs of a sample, averaged over the batch.

    The factor ½ cancels against the exponent: the gradient for each output is simply y − t, as in most derivations of
    backpropagation by hand. torch has no such loss; its mean squared error averages over the outputs too, and is
    smaller by the factor n / 2 for n outputs.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = r"L = \frac{1}{2} \sum_k (t_k - o_k)^2"
    when_to_use: ClassVar[str] = "To follow a calculation by hand, number by number."
    when_not: ClassVar[str] = "With many outputs: the loss, and with it the size of the steps, grows with their number."

    def torch_call(self) -> Function:
        squares = Function("torch.square", Function("torch.sub", INPUT, TARGET))
        return Function("torch.mul", sum_per_sample(squares), 0.5)


class MeanAbsoluteError(Loss, kind="mae", title="Mean absolute error"):
    """The mean distance between prediction and target.

    All mistakes pull with the same force, however large they are, so a few wild targets do little harm. The best
    constant prediction is the median, not the mean. Where prediction and target are equal, torch takes 0 as the
    gradient.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i | y_i - t_i |"
    when_to_use: ClassVar[str] = "To predict numbers when some targets are far off."
    when_not: ClassVar[str] = "For the last bit of accuracy: near the target its gradient does not become smaller."

    def torch_call(self) -> Function:
        return Function("F.l1_loss", INPUT, TARGET)


class Huber(Loss, kind="huber", title="Huber loss"):
    """Squared error for small differences, absolute error for large ones; δ is where they meet.

    Value and slope agree where the two meet. Smooth L1 is the Huber loss divided by δ: at δ = 1 they are the same, and
    at other values they differ by that factor only.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = (
        r"L = \frac{1}{2} d^2 \; \mathrm{if} \; |d| \leq \delta \; \mathrm{else} \; \delta (|d| - \frac{1}{2} \delta),"
        r" \quad d = y - t"
    )
    when_to_use: ClassVar[str] = "To predict numbers when some targets are far off and small errors matter too."
    when_not: ClassVar[str] = "When δ cannot be chosen in the unit of the targets: standardize them first."

    delta: float = Field(1.0, gt=0, le=1e6, description="The difference δ from which on an error counts linearly.")

    def torch_call(self) -> Function:
        return Function("F.huber_loss", INPUT, TARGET, delta=self.delta)


class LogCosh(Loss, kind="log_cosh", title="Log-cosh"):
    """The logarithm of the hyperbolic cosine of the difference: a smooth mixture of squared and absolute error.

    It is about d²/2 for small differences d and |d| − ln 2 for large ones. Its gradient is tanh d. It is computed as
    ln(eᵈ + e⁻ᵈ) − ln 2 without ever forming the exponentials, which would overflow.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i \log \cosh (y_i - t_i)"
    when_to_use: ClassVar[str] = "Like the Huber loss, when a second derivative without jumps is wanted."
    when_not: ClassVar[str] = "When it should be chosen where squares end: the Huber loss has a parameter for that."

    def torch_call(self) -> Function:
        difference, opposite = Function("torch.sub", INPUT, TARGET), Function("torch.sub", TARGET, INPUT)
        log_sum = Function("torch.logaddexp", difference, opposite)
        return Function("torch.mean", Function("torch.sub", log_sum, math.log(2)))
