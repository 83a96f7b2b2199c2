"""Schedules that change the learning rate between epochs and keep it while one lasts."""

from functools import lru_cache
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.schedules.schedule import Progress, Schedule


class Step(Schedule, kind="step", title="Step"):
    """Multiplies the learning rate by a factor after every few epochs.

    It moves between epochs only: after e whole epochs the factor has been applied ⌊e / n⌋ times.
    """

    formula: ClassVar[str] = r"\eta_e = \eta_0 \gamma^{\lfloor e / n \rfloor}"
    when_to_use: ClassVar[str] = "When it is known after how many epochs training gets stuck."
    when_not: ClassVar[str] = "When that is not known: a plateau schedule watches the loss."

    period: int = Field(10, ge=1, le=100_000, description="Epochs n from one change to the next.")
    multiplier: float = Field(0.1, gt=0, le=1, description="The factor γ of each change.")

    def shape(self, progress: Progress) -> float:
        return self.multiplier ** (progress.whole_epochs // self.period)


class Exponential(Schedule, kind="exponential", title="Exponential"):
    """Multiplies the learning rate by the same factor after every epoch.

    It moves between epochs only; e counts the whole ones.
    """

    formula: ClassVar[str] = r"\eta_e = \eta_0 \gamma^e"
    when_to_use: ClassVar[str] = "For a steady fall, fast at first, whatever the number of epochs is."
    when_not: ClassVar[str] = "In long trainings with a small factor: after 100 epochs 0.9 has become 0.00003."

    multiplier: float = Field(0.95, gt=0, le=1, description="The factor γ after each epoch.")

    def shape(self, progress: Progress) -> float:
        return float(self.multiplier**progress.whole_epochs)


class InverseTime(Schedule, kind="inverse_time", title="Decay per epoch"):
    """Divides the learning rate by 1 plus a decay for every epoch that is over.

    Also called inverse time decay. It moves between epochs only; e counts the whole ones. With decay 1 the rate is a
    half, a third, a quarter and so on. torch has no schedule of this form.
    """

    formula: ClassVar[str] = r"\eta_e = \frac{\eta_0}{1 + d e}"
    when_to_use: ClassVar[str] = "For a fall that never quite ends: fast at first, then slower and slower."
    when_not: ClassVar[str] = "When the rate should be near zero at the end: take cosine or linear."

    decay: float = Field(0.1, ge=0, le=1000, description="What each epoch adds to the divisor.")

    def shape(self, progress: Progress) -> float:
        return 1 / (1 + self.decay * progress.whole_epochs)


class Plateau(Schedule, kind="plateau", title="Plateau"):
    """Lowers the learning rate when the loss has not become better for some epochs.

    It looks at the validation loss after each epoch, or at the training loss when nothing is set aside. Better means
    below (1 − threshold) times the best so far, as in torch. When more than `patience` epochs in a row bring nothing
    better, the rate is multiplied by the factor and the counting begins anew; the best loss stays.
    """

    formula: ClassVar[str] = r"\eta \leftarrow \gamma \eta \; \mathrm{if} \; \mathrm{worse\;epochs} > p"
    when_to_use: ClassVar[str] = "When it is not known beforehand when training gets stuck."
    when_not: ClassVar[str] = "With losses below zero, of which a part is not less, and with very noisy ones."

    multiplier: float = Field(0.1, gt=0, lt=1, description="The factor γ of each change.")
    patience: int = Field(10, ge=0, le=100_000, description="Epochs in a row that may pass without improvement.")
    threshold: float = Field(
        1e-4, ge=0, lt=1, description="Part of the best loss that an epoch must gain to be better."
    )
    minimum: float = Field(0.0, ge=0, le=1, description="Part of the learning rate that always stays.")

    def shape(self, progress: Progress) -> float:
        changes = times_stuck(progress.losses, self.patience, self.threshold)
        return float(max(self.multiplier**changes, self.minimum))


@lru_cache(maxsize=16)
def times_stuck(losses: tuple[float, ...], patience: int, threshold: float) -> int:
    """How often more than `patience` epochs in a row brought no loss below (1 − threshold) × the best before."""
    best, worse_epochs, times = float("inf"), 0, 0
    for loss in losses:
        if loss < best * (1 - threshold):
            best, worse_epochs = loss, 0
        else:
            worse_epochs += 1
        if worse_epochs > patience:
            times, worse_epochs = times + 1, 0
    return times
