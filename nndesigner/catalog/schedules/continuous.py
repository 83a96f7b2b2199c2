"""Schedules that change the learning rate a little with every step, over the whole training."""

import math
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.schedules.schedule import Progress, Schedule

AT_THE_END = "Part of the learning rate that is left at the end."


class Linear(Schedule, kind="linear", title="Linear"):
    """Lowers the learning rate evenly until the last epoch ends.

    It moves with every step; e counts parts of epochs too, E is the number of epochs, and f the part that is left.
    """

    formula: ClassVar[str] = r"\eta_e = \eta_0 (1 - (1 - f) \frac{e}{E})"
    when_to_use: ClassVar[str] = "With warm-up for transformers, and whenever something simple will do."
    when_not: ClassVar[str] = "When training may end early: the rate is still high then."

    final: float = Field(0.0, ge=0, le=1, description=AT_THE_END)

    def shape(self, progress: Progress) -> float:
        return 1 - (1 - self.final) * progress.part


class Polynomial(Schedule, kind="polynomial", title="Polynomial"):
    """Lowers the learning rate to zero as a power of the part of the training that is left.

    It moves with every step; e counts parts of epochs too, E is the number of epochs. Power 1 is a straight line;
    higher powers fall faster at first and end gently.
    """

    formula: ClassVar[str] = r"\eta_e = \eta_0 (1 - \frac{e}{E})^p"
    when_to_use: ClassVar[str] = "When the rate should end gently at zero, at a chosen bend."
    when_not: ClassVar[str] = "When training may go on after the last epoch: nothing is left of the rate."

    power: float = Field(2.0, gt=0, le=100, description="The exponent p.")

    def shape(self, progress: Progress) -> float:
        return float((1 - progress.part) ** self.power)


class Cosine(Schedule, kind="cosine", title="Cosine"):
    """Lowers the learning rate along half a wave: slowly at first, quickly in the middle, slowly at the end.

    It moves with every step; e counts parts of epochs too, E is the number of epochs, and f the part that is left.
    There are no restarts.
    """

    formula: ClassVar[str] = r"\eta_e = \eta_0 (f + \frac{1 - f}{2} (1 + \cos \frac{\pi e}{E}))"
    when_to_use: ClassVar[str] = "As the first choice when the number of epochs is fixed."
    when_not: ClassVar[str] = "When training may end early: the gain comes in the last epochs."

    final: float = Field(0.0, ge=0, le=1, description=AT_THE_END)

    def shape(self, progress: Progress) -> float:
        return self.final + (1 - self.final) * wave(progress.part)


class OneCycle(Schedule, kind="one_cycle", title="One cycle"):
    """Raises the learning rate to its full size first, then lowers it far below where it began.

    It moves with every step, both ways along half a cosine wave. The optimizer's learning rate is the highest one, so
    that it can be chosen larger than usual. torch's version also lowers the momentum while the rate is high; here the
    momentum stays. A warm-up on top is not needed.
    """

    formula: ClassVar[str] = r"\frac{\eta_0}{s} \to \eta_0 \to \frac{\eta_0}{s f}"
    when_to_use: ClassVar[str] = "To train in few epochs with a large learning rate."
    when_not: ClassVar[str] = "When training may end early, or go on: it is made for one length."

    rising: float = Field(0.3, gt=0, lt=1, description="The part of the training in which the rate rises.")
    start_divisor: float = Field(25.0, ge=1, le=1e6, description="How many times smaller the rate is at the start.")
    final_divisor: float = Field(1e4, ge=1, le=1e9, description="How many times smaller again it is at the end.")

    def shape(self, progress: Progress) -> float:
        start = 1 / self.start_divisor
        if progress.part < self.rising:
            return 1 + (start - 1) * wave(progress.part / self.rising)
        final = start / self.final_divisor
        return final + (1 - final) * wave((progress.part - self.rising) / (1 - self.rising))


def wave(part: float) -> float:
    """Half a cosine wave that falls from 1 to 0 while `part` goes from 0 to 1."""
    return (1 + math.cos(math.pi * part)) / 2
