"""How a design is trained and on what: everything in the inspector when no layer is selected."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.description import Description, NotPrepared
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.limits import Clipping, Constraint, NoClipping, NoConstraint
from nndesigner.catalog.losses.classification import CrossEntropy
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.adaptive import Adam
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.regularizers import NoRegularizer, Regularizer
from nndesigner.catalog.schedules import Constant, Schedule
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes, Target
from nndesigner.design.turns import Pattern, Turn


class Settings(Entry):
    """The numbers of a training that belong to no loss or optimizer."""

    batch_size: int = Field(128, ge=1, le=1_000_000, description="Samples used for each step.")
    full_batch: bool = Field(False, description="Uses all samples for each step, whatever the batch size.")
    batches_per_step: int = Field(
        1, ge=1, le=10_000, description="Batches whose gradients are averaged before the weights change."
    )
    epochs: int = Field(10, ge=1, le=100_000, description="How many times training goes through all training samples.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed gives the same initial weights and batches.")
    begin_with: Literal["new", "trained"] = Field(
        "new", description="new: fresh weights; trained: those in the project, where a layer still has their shape."
    )
    precision: Literal["single", "mixed", "double"] = Field(
        "single", description="single: 32 bits; mixed: 16 bits where it is safe, faster on graphics cards; double: 64."
    )
    threads: int = Field(
        0,
        ge=0,
        le=1024,
        description="Threads that compute on the processor; 0: as many as pay off. Another number rounds differently.",
    )


class EarlyStopping(Entry):
    """When a training ends before its last epoch; the weights of the best epoch are kept then."""

    enabled: bool = Field(False, description="Ends the training when the network no longer gets better.")
    patience: int = Field(5, ge=1, le=100_000, description="Epochs in a row that may pass without improvement.")
    minimum_change: float = Field(0.0, ge=0, le=1e6, description="What counts as better, in units of the loss.")


class Split(Entry):
    """Which parts of the samples are set aside, to validate with while learning and to test with in the end."""

    validation_fraction: float = Field(
        0.1, ge=0, le=0.9, description="Part of the training samples that measures progress and is never trained on."
    )
    test_fraction: float = Field(
        0.2,
        ge=0,
        le=0.9,
        description="Part held out for the test, where the data has no test set of its own.",
    )
    stratified: bool = Field(True, description="Keeps the classes as frequent in every part as they are in the whole.")
    shuffled: bool = Field(True, description="Draws the parts at random; otherwise they are the end of the data.")
    folds: int = Field(
        0,
        ge=0,
        le=20,
        description="Cross-validation: the number of trainings, each validating with another part; 0: none.",
    )


@dataclass(frozen=True)
class TrainingOptions:
    """Loss, optimizer, what goes with them, and the numbers of a training.

    Where there are `turns`, each has its own optimizer, schedule, constraint and clipping, and these are not used.
    """

    loss: Loss = field(default_factory=CrossEntropy)
    optimizer: Optimizer = field(default_factory=Adam)
    schedule: Schedule = field(default_factory=Constant)
    regularizer: Regularizer = field(default_factory=NoRegularizer)
    constraint: Constraint = field(default_factory=NoConstraint)
    clipping: Clipping = field(default_factory=NoClipping)
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    settings: Settings = field(default_factory=Settings)
    turns: tuple[Turn, ...] = ()

    @property
    def every_turn(self) -> tuple[Turn, ...]:
        """The turns of a step: without any, the one in which every layer learns."""
        if self.turns:
            return self.turns
        pattern = Pattern(batches=self.settings.batches_per_step)
        chosen = self.optimizer, self.schedule, self.clipping, self.constraint
        return (Turn("", pattern, (), (), *chosen),)

    @property
    def batches_per_step(self) -> int:
        """How many batches a step learns from: as many as the turn that wants most of them."""
        return max(turn.pattern.batches for turn in self.every_turn)

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
    """The source of the samples, what is done to them first, and how they are split.

    `positive` is the class whose precision, recall and F1 are measured when one unit learns two classes; it counts
    only when the data has a class of that name, see `positive_class`.
    """

    source: Source = field(default_factory=Mnist)
    split: Split = field(default_factory=Split)
    preparation: tuple[Preparation, ...] = ()
    augmentation: tuple[Augmentation, ...] = ()
    positive: str = ""

    @cached_property
    def description(self) -> Description:
        """What the network receives, as far as the steps can be done; `problem` says what keeps the next one."""
        return self._described[0]

    @property
    def problem(self) -> str:
        """Why the data cannot be learned from as it is prepared; empty when it can."""
        return self.source.unready() or self._described[1] or self.description.unfinished()

    def sample_shape(self) -> Shape:
        """The shape of one sample after all steps."""
        return self.description.sample_shape()

    def vocabulary(self) -> tuple[str, ...]:
        """The symbols that samples are rows of; empty when they are numbers."""
        return self.description.vocabulary

    def value_range(self) -> tuple[float, float]:
        """The least and the greatest number in a sample, as far as known."""
        return self.description.low, self.description.high

    def target(self) -> Target:
        """What is to be predicted for the samples."""
        return self.description.target() or self.source.target()

    def class_names(self) -> tuple[str, ...]:
        """The names of the classes; empty when the targets are no classes."""
        target = self.target()
        return target.names if isinstance(target, Classes) else ()

    def positive_class(self) -> int:
        """Which of two classes is the positive one: the chosen one, else the second, as with scikit-learn."""
        return 0 if self.class_names()[:1] == (self.positive,) else 1

    @cached_property
    def _described(self) -> tuple[Description, str]:
        described = self.source.describe()
        for step in self.preparation:
            try:
                described = step.describe(described)
            except NotPrepared as problem:
                return described, str(problem)
        return described, ""
