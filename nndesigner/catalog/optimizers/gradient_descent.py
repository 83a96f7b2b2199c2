"""Gradient descent with one learning rate for all weights."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer, unless_zero


class SGD(Optimizer, kind="sgd", title="SGD with momentum"):
    """Moves the weights against the gradient, carrying on part of the last move.

    torch's rule is v ← β v + g, w ← w − η v. The form v ← β v + (1 − β) g, found in many courses, takes steps that are
    smaller by the factor 1 − β at the same learning rate. With momentum 0 both are plain gradient descent, w ← w − η g.

    Nesterov's momentum takes the gradient where the carried-on move would lead. torch rewrites that for the weights as
    they are: v ← β v + g, w ← w − η (g + β v).

    Weight decay λ is added to the gradient before anything else, g ← g + λ w, for all weights and biases. It is the
    same as the penalty λ/2 Σw² in the loss, but is not shown in it.
    """

    carries: ClassVar[str] = "momentum"
    formula: ClassVar[str] = r"v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v"
    when_to_use: ClassVar[str] = "To understand training, and for the last bit of accuracy with a good schedule."
    when_not: ClassVar[str] = "When there is no time to search for a learning rate: Adam is more forgiving."

    momentum: float = Field(0.9, ge=0, lt=1, description="The part β of the last move that is carried on.")
    nesterov: bool = Field(False, description="Looks ahead: takes the gradient after the carried-on move.")
    weight_decay: float = Field(0.0, ge=0, le=1, description="The part λ of each weight that is added to its gradient.")

    def torch_call(self) -> Function:
        keywords: dict[str, Any] = {"nesterov": True} if self.nesterov and self.momentum else {}
        keywords |= unless_zero(weight_decay=self.weight_decay)
        return Function("torch.optim.SGD", PARAMETERS, lr=self.learning_rate, momentum=self.momentum, **keywords)
