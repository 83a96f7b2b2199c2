"""Losses for choosing classes and labels."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.targets import TargetKind


class CrossEntropy(Loss, kind="cross_entropy", title="Cross-entropy"):
    """The surprise, in nats, of finding the right class, given the probabilities the network answers.

    It contains the softmax: with a softmax at the output, training uses the values before it, so that there is one
    softmax, never two. For ten classes an untrained network starts near ln 10 = 2.303.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ("classes",)
    formula: ClassVar[str] = r"L = - \log \frac{e^{z_t}}{\sum_j e^{z_j}}"
    when_to_use: ClassVar[str] = "To choose one of several classes."
    when_not: ClassVar[str] = "To predict numbers: use mean squared error."

    def torch_call(self) -> Function:
        return Function("F.cross_entropy", INPUT, TARGET)
