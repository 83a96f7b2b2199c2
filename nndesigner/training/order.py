"""What a training is asked to do, as a value: plain, comparable, and fit to be kept or sent anywhere."""

from dataclasses import dataclass

from nndesigner.design.model import Design
from nndesigner.project.learned import Learned


@dataclass(frozen=True)
class Order:
    """Train `design` on the device called `device`.

    `learned` is what was learned before; a design that begins with trained weights takes what fits of it.
    """

    design: Design
    device: str = "auto"
    learned: Learned | None = None
