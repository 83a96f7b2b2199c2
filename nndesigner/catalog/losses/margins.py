"""Losses that look at the side on which an output lies, and how far."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import ANSWER, INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.losses.regression import ANY_NUMBERS, sum_per_sample
from nndesigner.catalog.targets import TargetKind


class Hinge(Loss, kind="hinge", title="Hinge loss"):
    """Asks each output to lie beyond 1 on its side, and counts linearly what is missing.

    Targets are −1 and 1. Outputs on the right side and beyond the margin cost nothing and have no gradient. With
    several outputs it is the mean over them, each output against all others. Exactly at the margin torch takes 0 as
    the gradient.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    low: ClassVar[float] = -1.0
    high: ClassVar[float] = 1.0
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i \max (0, 1 - t_i y_i)"
    when_to_use: ClassVar[str] = "For a wide margin between two classes, as support vector machines have it."
    when_not: ClassVar[str] = "When probabilities are wanted: use binary cross-entropy."

    def torch_call(self) -> Function:
        missing = Function("torch.rsub", Function("torch.mul", INPUT, TARGET), 1)
        return Function("torch.mean", Function("F.relu", missing))


class MultiMargin(Loss, kind="multi_margin", title="Multi-class hinge loss"):
    """Asks the right class to score higher than every other one by a margin.

    torch divides the sum over the other classes by the number of all classes, the right one included; the form of
    Weston and Watkins has no such divisor.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ("classes",)
    formula: ClassVar[str] = r"L = \frac{1}{K} \sum_{j \neq t} \max (0, m - z_t + z_j)"
    when_to_use: ClassVar[str] = "To choose one of several classes when only their order counts."
    when_not: ClassVar[str] = "When probabilities are wanted: use cross-entropy."

    margin: float = Field(1.0, gt=0, le=1e6, description="How far the right class should be ahead.")

    def torch_call(self) -> Function:
        return Function("F.multi_margin_loss", INPUT, TARGET, margin=self.margin)


class Wasserstein(Loss, kind="wasserstein", title="Wasserstein loss"):
    """Pushes outputs up where the target is 1 and down where it is −1, without end.

    The mean of −t y. Over equally many real (1) and generated (−1) samples it is half the difference of the mean
    scores, which estimates the Wasserstein distance as long as the network is not too steep.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    low: ClassVar[float] = -1.0
    high: ClassVar[float] = 1.0
    has_minimum: ClassVar[bool] = False
    formula: ClassVar[str] = r"L = - \frac{1}{n} \sum_i t_i y_i"
    when_to_use: ClassVar[str] = "For the critic of a Wasserstein GAN, with linear output and limited weights."
    when_not: ClassVar[str] = "Anywhere else: it has no smallest value, and weights without a limit grow for ever."

    def torch_call(self) -> Function:
        return Function("torch.neg", Function("torch.mean", Function("torch.mul", INPUT, TARGET)))


class PerceptronCriterion(Loss, kind="perceptron", title="Perceptron criterion"):
    """Counts, for each wrong prediction, how far its weighted sum z lies on the wrong side.

    ŷ is the output after the step, taken as a constant. The gradient for the weights is then exactly (ŷ − t) x, and a
    step of plain gradient descent is the perceptron rule w ← w + η (t − ŷ) x. The derivative of the step itself, zero
    everywhere, is never used. It sums over the outputs of a sample and averages over the batch: a batch of one sample
    is the rule as Rosenblatt applied it.
    """

    fuses: ClassVar[tuple[str, ...]] = ("step", "bipolar_step")
    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    formula: ClassVar[str] = r"L = \sum_k (\hat y_k - t_k) z_k"
    when_to_use: ClassVar[str] = "For perceptrons with a step or a bipolar step, whose classes a line can separate."
    when_not: ClassVar[str] = "When no line separates the classes, as in XOR: the rule then never comes to rest."

    def torch_call(self) -> Function:
        wrong = Function("torch.detach", Function("torch.sub", ANSWER, TARGET))
        return sum_per_sample(Function("torch.mul", wrong, INPUT))
