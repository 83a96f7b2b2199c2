"""What a training is asked to do, as a value: plain, comparable, and fit to be kept or sent anywhere."""

from dataclasses import dataclass

from nndesigner.design.model import Design
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Change


@dataclass(frozen=True)
class Scheduled:
    """A change that acts once `step` steps are done, counted over all folds."""

    step: int
    change: Change


@dataclass(frozen=True)
class Order:
    """Train `design` on the device called `device`.

    `learned` is what was learned before; a design that begins with trained weights takes what fits of it.
    `changes` are made while it goes, in the order of their steps.
    """

    design: Design
    device: str = "auto"
    learned: Learned | None = None
    changes: tuple[Scheduled, ...] = ()
