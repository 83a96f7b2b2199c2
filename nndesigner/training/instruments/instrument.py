"""What an instrument promises: it says when it is due, may watch a step, and takes readings."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar

from torch import Tensor

from nndesigner.design.goals import Goal
from nndesigner.design.model import NodeId
from nndesigner.network.network import Network
from nndesigner.training.objective import Judgement
from nndesigner.training.quantities import USUAL
from nndesigner.training.readings import Quantity, Readings

NOTHING: AbstractContextManager[None] = nullcontext()
"""What an instrument that need not watch returns."""


@dataclass(slots=True)
class Moment:
    """A step whose gradients are known. Tensors are on the device.

    `judgement` says how well the batch was predicted, `learning_rate` how far the step will go, `nodes` which layers
    learn in it; None for all. `inputs` are the samples of the batch.
    """

    step: int
    samples: int
    judgement: Judgement
    learning_rate: float
    nodes: Collection[NodeId] | None = None
    inputs: Tensor | None = None


@dataclass
class Cadence:
    """At which steps to look, and what at: every `every`-th step, or all of them while `closely` is true.

    Reading a value waits for the device. A CPU has nothing to wait for; a graphics card would stand still.
    `wanted` names the quantities that somebody wants; another thread may put another set there at any time.
    """

    every: int = 1
    closely: bool = False
    wanted: frozenset[str] = USUAL

    @staticmethod
    def fitting(device: str) -> "Cadence":
        """Every step on a CPU, every tenth elsewhere."""
        return Cadence(1 if device == "cpu" else 10)

    def is_due(self, step: int) -> bool:
        """Whether to look at `step`; the first is always looked at."""
        return self.closely or self.every == 1 or step % self.every == 1


def _as_they_are(samples: Tensor) -> tuple[Tensor, ...]:
    return (samples,)


@dataclass(frozen=True)
class Subject:
    """What instruments look at: the network, what its outputs are to learn, and when somebody wants to know.

    `feed` hands the samples of a batch to the inputs of the network.
    """

    network: Network
    goals: Sequence[Goal]
    cadence: Cadence
    feed: Callable[[Tensor], tuple[Tensor, ...]] = _as_they_are

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, when there are several."""
        return tuple(goal.name for goal in self.goals) if len(self.goals) > 1 else ()


class Instrument:
    """Reads some `quantities` of a training.

    A subclass that names them takes part in every training it applies to. While none of them is wanted it is left
    alone, and costs nothing.
    """

    quantities: ClassVar[tuple[Quantity, ...]] = ()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.quantities:
            _DECLARED.append(cls)

    def __init__(self, subject: Subject) -> None:
        self._cadence = subject.cadence
        self._names = frozenset(quantity.name for quantity in self.quantities)

    @classmethod
    def applies(cls, subject: Subject) -> bool:
        """Whether there is anything for it to read."""
        return True

    def is_due(self, step: int) -> bool:
        """Whether somebody wants it to look at this step."""
        return self._cadence.is_due(step) and not self._names.isdisjoint(self._cadence.wanted)

    def watch(self) -> AbstractContextManager[None]:
        """A `with` block around the forward and backward pass of a step it looks at."""
        return NOTHING

    def read(self, moment: Moment) -> Readings:
        """What it saw, by the names of its quantities; at most one transfer from the device."""
        raise NotImplementedError

    def read_after(self, moment: Moment) -> Readings:
        """What is only known once the weights have changed; at most one transfer from the device."""
        return {}


_DECLARED: list[type[Instrument]] = []


def declared() -> tuple[type[Instrument], ...]:
    """All kinds of instruments."""
    return tuple(_DECLARED)


def instruments(subject: Subject) -> list[Instrument]:
    """An instrument of every kind that applies to `subject`."""
    return [kind(subject) for kind in _DECLARED if kind.applies(subject)]
