"""What an instrument promises: it says when it is due, may watch a step, and takes a reading."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from nndesigner.network.network import Network
from nndesigner.training.objective import Judgement
from nndesigner.training.readings import Reading

NOTHING: AbstractContextManager[None] = nullcontext()
"""What an instrument that need not watch returns."""


@dataclass(slots=True)
class Moment:
    """A step at which gradients are known and weights not yet changed. Tensors are on the device.

    `judgement` says how well the batch was predicted, `learning_rate` how far the step will go.
    """

    step: int
    samples: int
    judgement: Judgement
    learning_rate: float


@dataclass
class Cadence:
    """At which steps to look: every `every`-th, or all of them while `closely` is true.

    Reading a value waits for the device. A CPU has nothing to wait for; a graphics card would stand still.
    """

    every: int = 1
    closely: bool = False

    @staticmethod
    def fitting(device: str) -> "Cadence":
        """Every step on a CPU, every tenth elsewhere."""
        return Cadence(1 if device == "cpu" else 10)

    def is_due(self, step: int) -> bool:
        """Whether to look at `step`; the first is always looked at."""
        return self.closely or self.every == 1 or step % self.every == 1


class Instrument(Protocol):
    """Looks at one aspect of a training."""

    name: str
    """Under which its readings are found in StepDone."""

    def is_due(self, step: int) -> bool:
        """Whether it wants to look at this step."""

    def watch(self, network: Network) -> AbstractContextManager[None]:
        """A `with` block around the forward and backward pass of a step it looks at."""

    def read(self, moment: Moment) -> Reading:
        """What it saw; at most one transfer from the device."""
