"""A turn of a training: who learns what, with which optimizer, and how often."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.limits import Clipping, Constraint, NoClipping, NoConstraint
from nndesigner.catalog.optimizers.adaptive import Adam
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.schedules import Constant, Schedule

MOST_TURNS = 20


class Pattern(Entry, title="Turn"):
    """Which layers learn in a turn, what for, and when."""

    learns: Literal["all", "generator", "discriminator", "chosen"] = Field(
        "all",
        description="all: every layer; generator, discriminator: those before and after a layer Real or generated; "
        "chosen: those that you choose.",
    )
    aim: Literal["targets", "deceive"] = Field(
        "targets",
        description="targets: what each output should give; deceive: that generated samples pass as real.",
    )
    every: int = Field(1, ge=1, le=10_000, description="Takes its turn at every so many steps.")
    batches: int = Field(
        1, ge=1, le=10_000, description="Batches whose gradients are averaged before the weights change."
    )


@dataclass(frozen=True)
class Turn:
    """One of the turns of every step: some layers learn, with an optimizer of their own.

    `layers` are the ids of those that learn when they are chosen one by one, `outputs` those of the outputs whose
    losses count, all of them when empty; an id that no layer has any more counts for nothing.
    """

    name: str
    pattern: Pattern = field(default_factory=Pattern)
    layers: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    optimizer: Optimizer = field(default_factory=Adam)
    schedule: Schedule = field(default_factory=Constant)
    clipping: Clipping = field(default_factory=NoClipping)
    constraint: Constraint = field(default_factory=NoConstraint)

    @property
    def deceives(self) -> bool:
        """Whether it wants generated samples to pass as real."""
        return self.pattern.aim == "deceive"

    def is_due(self, step: int) -> bool:
        """Whether it takes its turn at `step`, counted from 1."""
        return step % self.pattern.every == 0
