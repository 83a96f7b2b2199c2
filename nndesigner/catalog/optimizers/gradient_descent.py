"""Gradient descent with one learning rate for all weights."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer


class SGD(Optimizer, kind="sgd", title="SGD with momentum"):
    """Moves the weights against the gradient, carrying on part of the last move.

    torch's rule is v ← β v + g, w ← w − η v. The form v ← β v + (1 − β) g, found in many courses, takes steps that are
    smaller by the factor 1 − β at the same learning rate.
    """

    formula: ClassVar[str] = r"v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v"
    when_to_use: ClassVar[str] = "To understand training, and for the last bit of accuracy with a good schedule."
    when_not: ClassVar[str] = "When there is no time to search for a learning rate: Adam is more forgiving."

    momentum: float = Field(0.9, ge=0, lt=1, description="The part β of the last move that is carried on.")
    nesterov: bool = Field(False, description="Looks ahead: takes the gradient after the carried-on move.")

    def torch_call(self) -> Function:
        keywords = {"nesterov": True} if self.nesterov and self.momentum else {}
        return Function("torch.optim.SGD", PARAMETERS, lr=self.learning_rate, momentum=self.momentum, **keywords)
