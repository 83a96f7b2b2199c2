"""Losses: how far the network's answer is from the target, as one number to make small."""

from typing import ClassVar, Literal

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.entry import Entry

TargetKind = Literal["class", "values"]


class Loss(Entry, family="loss"):
    """The mean over a batch of how wrong each answer is."""

    fuses: ClassVar[str] = ""
    """The activation that the loss computes itself: an output with it trains from the values before it, once."""
    target: ClassVar[TargetKind] = "values"
    """What it compares with: the number of a class, or values of the output's shape."""

    def torch_call(self) -> Function:
        """The function of INPUT, the network's answer (batch, ...), and TARGET that gives the loss, one number."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class CrossEntropy(Loss, kind="cross_entropy", title="Cross-entropy"):
    """The surprise, in nats, of finding the right class, given the probabilities the network answers.

    It contains the softmax: with a softmax at the output, training uses the values before it, so that there is one
    softmax, never two. For ten classes an untrained network starts near ln 10 = 2.303.
    """

    fuses: ClassVar[str] = "softmax"
    target: ClassVar[TargetKind] = "class"
    formula: ClassVar[str] = r"L = - \log \frac{e^{z_t}}{\sum_j e^{z_j}}"
    when_to_use: ClassVar[str] = "To choose one of several classes."
    when_not: ClassVar[str] = "To predict numbers: use mean squared error."

    def torch_call(self) -> Function:
        return Function("F.cross_entropy", INPUT, TARGET)


class MeanSquaredError(Loss, kind="mse", title="Mean squared error"):
    """The mean of the squared differences between answer and target.

    With classes as targets it compares with 1 for the right class and 0 for the others.
    """

    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i (y_i - t_i)^2"
    when_to_use: ClassVar[str] = "To predict numbers."
    when_not: ClassVar[str] = (
        "To choose between classes: its gradient vanishes just where the answer is confidently wrong."
    )

    def torch_call(self) -> Function:
        return Function("F.mse_loss", INPUT, TARGET)
