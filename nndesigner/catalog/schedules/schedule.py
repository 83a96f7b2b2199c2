"""What every schedule promises, and the one that changes nothing."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.entry import Entry


@dataclass(frozen=True)
class Progress:
    """Where a training stands: `epochs_done` of `epochs`, parts of an epoch included, at a step that is to come.

    `losses` are the validation losses (training losses where nothing is set aside) of the epochs that are over, `step`
    the part of an epoch that one step takes.
    """

    epochs_done: float
    epochs: int
    losses: tuple[float, ...] = ()
    step: float = 0.0

    @property
    def part(self) -> float:
        """The part of the training that is over, from 0 to 1."""
        return min(1.0, self.epochs_done / self.epochs)

    @property
    def whole_epochs(self) -> int:
        """The epochs that are over; the one under way does not count."""
        return int(self.epochs_done)


class Schedule(Entry, family="schedule"):
    """The learning rate over time, as a factor of the optimizer's learning rate."""

    warm_up: float = Field(0.0, ge=0, le=1000, description="Epochs in which the rate first rises from zero.")

    def factor(self, progress: Progress) -> float:
        """What the learning rate is multiplied by at the step that comes, warm-up included."""
        if progress.epochs_done < self.warm_up:
            # the step itself counts: a first step with no rate at all would be lost, a full batch a whole epoch of it
            risen = min(1.0, (progress.epochs_done + progress.step) / self.warm_up)
            return risen * self.shape(progress)
        return self.shape(progress)

    def shape(self, progress: Progress) -> float:
        """The factor without warm-up."""
        raise TypeError(f"{type(self).__name__} does not say its factor.")


class Constant(Schedule, kind="constant", title="Constant"):
    """Keeps the learning rate as it is."""

    formula: ClassVar[str] = r"\eta_t = \eta_0"
    when_to_use: ClassVar[str] = "For short trainings, and with Adam as a first try."
    when_not: ClassVar[str] = "For the last bit of accuracy: let the rate fall towards the end."

    def shape(self, progress: Progress) -> float:
        return 1.0
