"""How a design is trained and on what: everything in the inspector when no layer is selected."""

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import Field

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.losses import CrossEntropy, Loss
from nndesigner.catalog.optimizers import Adam, Optimizer
from nndesigner.catalog.sources import Mnist, Source


class Settings(Entry):
    """The numbers of a training that belong to no loss or optimizer."""

    batch_size: int = Field(128, ge=1, le=1_000_000, description="Samples that are looked at before each step.")
    epochs: int = Field(10, ge=1, le=100_000, description="How often the whole training data is gone through.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed gives the same initial weights and batches.")


class Split(Entry):
    """Which part of the samples is set aside."""

    validation_fraction: float = Field(
        0.1, ge=0, le=0.9, description="Part of the training samples that only measures progress, never teaches."
    )


@dataclass(frozen=True)
class TrainingOptions:
    """Loss, optimizer and the numbers of a training."""

    loss: Loss = field(default_factory=CrossEntropy)
    optimizer: Optimizer = field(default_factory=Adam)
    settings: Settings = field(default_factory=Settings)

    @property
    def batch_size(self) -> int:
        return self.settings.batch_size

    @property
    def epochs(self) -> int:
        return self.settings.epochs

    @property
    def seed(self) -> int:
        return self.settings.seed

    def changed(self, **settings: Any) -> "TrainingOptions":
        """The same with some of batch_size, epochs and seed changed. Raises ParameterProblem."""
        return replace(self, settings=self.settings.changed(**settings))


@dataclass(frozen=True)
class DataOptions:
    """The source of the samples and how they are split."""

    source: Source = field(default_factory=Mnist)
    split: Split = field(default_factory=Split)
