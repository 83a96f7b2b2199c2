"""Optimizers: how a gradient becomes a change of the weights."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.entry import Entry


class Optimizer(Entry, family="optimizer"):
    """The rule that changes the weights after each batch."""

    learning_rate: float = Field(0.01, gt=0, le=100, description="How far the weights move along the gradient.")

    def torch_call(self) -> Function:
        """What makes the optimizer, with PARAMETERS for the weights."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


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


class Adam(Optimizer, kind="adam", title="Adam"):
    """Gives every weight its own step: the mean of its gradients divided by their typical size.

    Both averages start at zero and are corrected for that in the first steps.
    """

    formula: ClassVar[str] = r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    when_to_use: ClassVar[str] = "As the first choice: it works with its usual settings almost everywhere."
    when_not: ClassVar[str] = "When memory is short: it keeps two more numbers for each weight."

    learning_rate: float = Field(0.001, gt=0, le=100, description="The size of a typical step.")
    beta_1: float = Field(0.9, ge=0, lt=1, description="How long the mean of the gradients remembers.")
    beta_2: float = Field(0.999, ge=0, lt=1, description="How long the mean of their squares remembers.")
    epsilon: float = Field(1e-8, gt=0, le=1, description="Keeps the division safe.")

    def torch_call(self) -> Function:
        return Function(
            "torch.optim.Adam",
            PARAMETERS,
            lr=self.learning_rate,
            betas=(self.beta_1, self.beta_2),
            eps=self.epsilon,
        )
