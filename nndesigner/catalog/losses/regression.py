"""Losses for predicting numbers."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.targets import TargetKind


class MeanSquaredError(Loss, kind="mse", title="Mean squared error"):
    """The mean of the squared differences between answer and target.

    With classes as targets it compares with 1 for the right class and 0 for the others.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ("values", "labels", "classes")
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i (y_i - t_i)^2"
    when_to_use: ClassVar[str] = "To predict numbers."
    when_not: ClassVar[str] = (
        "To choose between classes: its gradient vanishes just where the answer is confidently wrong."
    )

    def torch_call(self) -> Function:
        return Function("F.mse_loss", INPUT, TARGET)
