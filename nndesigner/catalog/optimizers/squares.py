"""Optimizers that divide each gradient by the size of those before it."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer, unless_zero


class AdaGrad(Optimizer, kind="adagrad", title="AdaGrad"):
    """Divides each gradient by the root of the sum of all its squares so far.

    The sum only grows, so the steps of a weight become smaller the more it has moved, about as 1/√t. torch adds ε to
    the root; some texts have it below the root.
    """

    formula: ClassVar[str] = r"s \leftarrow s + g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"
    when_to_use: ClassVar[str] = "When some inputs are rare, such as words: their weights keep large steps."
    when_not: ClassVar[str] = "In long trainings of deep networks: its steps become too small. Take RMSProp or Adam."

    epsilon: float = Field(1e-10, gt=0, le=1, description="Keeps the division safe.")

    def torch_call(self) -> Function:
        return Function("torch.optim.Adagrad", PARAMETERS, lr=self.learning_rate, eps=self.epsilon)


class RMSProp(Optimizer, kind="rmsprop", title="RMSProp"):
    """Divides each gradient by the root of the mean of its recent squares.

    torch adds ε to the root, where Hinton's lecture has none, and remembers longer: β is 0.99 there by default, 0.9 in
    most texts. The mean starts at zero without a correction, so the first steps are large: η / √(1 − β).

    With momentum μ, torch carries on the divided gradient: b ← μ b + g / (√s + ε), w ← w − η b. Centred, it subtracts
    the square of the mean gradient from s, which leaves the variance.
    """

    carries: ClassVar[str] = "momentum"
    formula: ClassVar[str] = (
        r"s \leftarrow \beta s + (1 - \beta) g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"
    )
    when_to_use: ClassVar[str] = "For recurrent networks, and when gradients change their size during training."
    when_not: ClassVar[str] = "When in doubt: Adam adds a mean of the gradients and corrects the first steps."

    beta: float = Field(0.99, ge=0, lt=1, description="How long the mean of the squares remembers.")
    epsilon: float = Field(1e-8, gt=0, le=1, description="Keeps the division safe.")
    momentum: float = Field(0.0, ge=0, lt=1, description="The part of the last move that is carried on.")
    centered: bool = Field(False, description="Divides by the spread of the gradients around their mean.")

    def torch_call(self) -> Function:
        keywords: dict[str, Any] = {"lr": self.learning_rate, "alpha": self.beta, "eps": self.epsilon}
        keywords |= unless_zero(momentum=self.momentum)
        if self.centered:
            keywords["centered"] = True
        return Function("torch.optim.RMSprop", PARAMETERS, **keywords)


class Adadelta(Optimizer, kind="adadelta", title="Adadelta"):
    """Makes steps as large as the recent ones were, in proportion to the gradient, so that no rate needs to be found.

    Means of squares are kept of the gradients (s) and of the moves (d), both with ρ; the move uses d as it was before.
    ε stands below both roots, and decides how large the first steps are. torch multiplies the move by a learning rate,
    which the original has not: 1 leaves it as it is.
    """

    formula: ClassVar[str] = (
        r"s \leftarrow \rho s + (1 - \rho) g^2,"
        r" \quad w \leftarrow w - \eta \frac{\sqrt{d + \epsilon}}{\sqrt{s + \epsilon}} g"
    )
    when_to_use: ClassVar[str] = "When there is no time to look for a learning rate at all."
    when_not: ClassVar[str] = "When training should be quick: its first steps are tiny."

    learning_rate: float = Field(1.0, gt=0, le=100, description="What every move is multiplied by.")
    rho: float = Field(0.9, ge=0, lt=1, description="How long both means of squares remember.")
    epsilon: float = Field(1e-6, gt=0, le=1, description="Keeps the division safe and sets the first steps going.")

    def torch_call(self) -> Function:
        return Function("torch.optim.Adadelta", PARAMETERS, lr=self.learning_rate, rho=self.rho, eps=self.epsilon)
