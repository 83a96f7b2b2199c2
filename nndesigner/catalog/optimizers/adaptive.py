"""Optimizers that give every weight its own learning rate."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer


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
