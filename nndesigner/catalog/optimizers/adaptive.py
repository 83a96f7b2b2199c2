"""Optimizers that give every weight its own learning rate, from the mean and the size of its gradients."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer, unless_zero


class Moments(Optimizer):
    """An optimizer that keeps a mean of the gradients and one of their squares."""

    carries: ClassVar[str] = "beta_1"

    learning_rate: float = Field(0.001, gt=0, le=100, description="The size of a typical step.")
    beta_1: float = Field(0.9, ge=0, lt=1, description="How long the mean of the gradients remembers.")
    beta_2: float = Field(0.999, ge=0, lt=1, description="How long the mean of their squares remembers.")
    epsilon: float = Field(1e-8, gt=0, le=1, description="Keeps the division safe.")

    def _keywords(self) -> dict[str, Any]:
        return {"lr": self.learning_rate, "betas": (self.beta_1, self.beta_2), "eps": self.epsilon}


class Adam(Moments, kind="adam", title="Adam"):
    """Gives every weight its own step: the mean of its gradients divided by their typical size.

    Both averages have the form m ← β m + (1 − β) g. They start at zero and are corrected for that in the first steps:
    after t steps the mean is divided by 1 − β₁ᵗ, the mean of squares by 1 − β₂ᵗ. ε is added to the root, not below it.

    Weight decay λ is added to the gradient, g ← g + λ w, and is therefore divided by its typical size like everything
    else: weights with large gradients decay less. AdamW keeps the decay apart.
    """

    formula: ClassVar[str] = r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    when_to_use: ClassVar[str] = "As the first choice: it works with its usual settings almost everywhere."
    when_not: ClassVar[str] = "When memory is short: it keeps two more numbers for each weight."

    weight_decay: float = Field(0.0, ge=0, le=1, description="The part λ of each weight that is added to its gradient.")

    def torch_call(self) -> Function:
        decay = unless_zero(weight_decay=self.weight_decay)
        return Function("torch.optim.Adam", PARAMETERS, **self._keywords(), **decay)


class AdamW(Moments, kind="adamw", title="AdamW"):
    """Adam with weight decay apart: each weight shrinks by a fixed part, whatever its gradients are.

    The rule is w ← w − η λ w first, then Adam's step from the gradient alone. torch multiplies the decay by the
    learning rate, so a schedule lowers both together. With weight decay 0 it is Adam.
    """

    formula: ClassVar[str] = r"w \leftarrow w - \eta \lambda w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    when_to_use: ClassVar[str] = "In place of Adam when weights should stay small, above all for transformers."
    when_not: ClassVar[str] = "With an L2 penalty as well: choose one of the two."

    weight_decay: float = Field(
        0.01, ge=0, le=1, description="The part λ of each weight that goes, times η, each step."
    )

    def torch_call(self) -> Function:
        return Function("torch.optim.AdamW", PARAMETERS, **self._keywords(), weight_decay=self.weight_decay)


class NAdam(Moments, kind="nadam", title="NAdam"):
    """Adam with Nesterov's look ahead: the newest gradient counts at once, not only through the mean.

    torch follows the form with a momentum that grows during training: in step t it is μₜ = β₁ (1 − ½ · 0.96^(t ψ)),
    where ψ is the momentum decay, so it begins near β₁ / 2. The mean itself is m ← β₁ m + (1 − β₁) g. The step mixes
    the mean, with the μ of the next step, and the gradient, with the rest to 1 of this step's μ. Both are corrected by
    the product of all μ so far, the mean by that of the next step too. The squares are treated as in Adam.
    """

    formula: ClassVar[str] = (
        r"w \leftarrow w - \eta \frac{\mu_{t+1} \hat m + (1 - \mu_t) \hat g}{\sqrt{\hat v} + \epsilon}"
    )
    when_to_use: ClassVar[str] = "In place of Adam: often a little faster at the same settings."
    when_not: ClassVar[str] = "To compare with published numbers, which mostly come from Adam."

    learning_rate: float = Field(0.002, gt=0, le=100, description="The size of a typical step.")
    momentum_decay: float = Field(0.004, ge=0, le=100, description="How soon the momentum grows to its full size.")

    def torch_call(self) -> Function:
        return Function("torch.optim.NAdam", PARAMETERS, **self._keywords(), momentum_decay=self.momentum_decay)


class Adamax(Moments, kind="adamax", title="Adamax"):
    """Adam that divides by the largest recent gradient instead of the typical size of gradients.

    The largest recent gradient fades by β₂ with each step: u ← max(β₂ u, |g| + ε). torch adds ε to the gradient there,
    not to the divisor as the others do. Only the mean needs a correction for its start at zero.
    """

    formula: ClassVar[str] = (
        r"u \leftarrow \max (\beta_2 u, |g| + \epsilon), \quad w \leftarrow w - \eta \frac{\hat m}{u}"
    )
    when_to_use: ClassVar[str] = "When few gradients are large and most are zero, as with embeddings."
    when_not: ClassVar[str] = "As the first choice: Adam usually learns faster."

    learning_rate: float = Field(0.002, gt=0, le=100, description="The size of the largest steps.")
    beta_2: float = Field(0.999, ge=0, lt=1, description="How slowly the largest gradient is forgotten.")

    def torch_call(self) -> Function:
        return Function("torch.optim.Adamax", PARAMETERS, **self._keywords())
