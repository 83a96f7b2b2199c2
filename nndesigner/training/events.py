"""What a training reports while it runs; every event is a value that never changes afterwards.

Cross-validation reports Preparing("Fold 2 of 5") and Started before each fold; steps and epochs count on over all
folds, and `Started.epochs` are those of all together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nndesigner.project.learned import Learned
from nndesigner.training.commands import Value
from nndesigner.training.readings import Readings
from nndesigner.words.counts import counted

DEVIATION = " deviation"
"""How the name of the standard deviation of a metric over folds ends: "accuracy deviation"."""
MOST_REASONS = 3
"""How many layers that begin anew are named in a sentence."""
Metrics = Mapping[str, float]
"""Values by short name: "loss", "cost" (the loss and what is added to it), "accuracy", "r2", ...; with several outputs
"loss/<name of the output>" too."""
Confusion = NDArray[np.int64]


@dataclass(frozen=True)
class Preparing:
    """Something that takes a while before the first step: "Reading MNIST digits"."""

    what: str


@dataclass(frozen=True)
class Started:
    """Everything is ready; the next step follows.

    `threads` compute, where it is known. `step` steps, `epochs_done` whole epochs and `changes` were done before, in
    other folds or before a stop: what was reported of later ones does not count any more.
    """

    device: str
    epochs: int
    steps_per_epoch: int
    batch_size: int
    training_samples: int
    validation_samples: int
    parameters: int
    threads: int = 0
    step: int = 0
    epochs_done: int = 0
    changes: int = 0

    def where_in_words(self) -> str:
        """The device, and how many threads compute where that makes a difference: "CPU · 8 cores, 4 threads"."""
        is_cpu = self.threads and self.device.startswith("CPU")
        return f"{self.device}, {counted(self.threads, 'thread')}" if is_cpu else self.device


@dataclass(frozen=True)
class Continued:
    """It begins with trained weights: the names of the layers that took them, and why others begin anew."""

    taken: tuple[str, ...]
    fresh: Mapping[str, str]

    def in_words(self) -> str:
        """A sentence or two, with the first reasons."""
        if not self.fresh:
            return "Continuing with the trained weights of all layers."
        reasons = [f"{name} ({why})" for name, why in self.fresh.items()]
        more = f" and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
        layers = counted(len(self.taken), "layer")
        anew = ", ".join(reasons[:MOST_REASONS])
        return f"Continuing with the trained weights of {layers}. Beginning anew: {anew}{more}."


@dataclass(frozen=True)
class StepDone:
    """One batch was learned. `step` counts from 1 over all epochs; `readings` holds what was due, by quantity."""

    step: int
    epoch: int
    samples: int
    readings: Readings
    ends_epoch: bool = False
    """Whether it was the last of its epoch: EpochDone follows."""


@dataclass(frozen=True)
class EpochDone:
    """All training samples were seen once more. `train` are means over the epoch while it was learned.

    `monitoring` is the part of the time, from 0 to 1, that looking took.
    """

    epoch: int
    step: int
    train: Metrics
    validation: Metrics
    seconds: float
    monitoring: float
    learned: Learned | None = field(repr=False)
    """None in events that waited for long: see Mailbox."""
    is_best: bool = False
    """Whether no epoch before had a lower validation loss."""
    confusion: Confusion | None = field(default=None, repr=False, compare=False)
    """For classes: how many validation samples of each class (row) were predicted as each class (column)."""


@dataclass(frozen=True)
class Changed:
    """Since `step` steps were done, what is called `name` is no longer `before` but `after`; `words` say so.

    `epochs`, `steps_per_epoch` and `last_step` are what is planned from now on: last the step at which all is done.
    """

    step: int
    name: str
    before: Value
    after: Value
    words: str
    epochs: int
    steps_per_epoch: int
    last_step: int


@dataclass(frozen=True)
class Refused:
    """After `step` steps a change of what is called `name` was not made; `reason` says why."""

    step: int
    name: str
    reason: str


@dataclass(frozen=True)
class Paused:
    """The training waits; `step` steps are done."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """The training goes on."""

    step: int


@dataclass(frozen=True)
class CheckpointDue:
    """A checkpoint waits until the command `Written` says that all is written down that was reported before: a run
    that goes on from it needs that. Only where somebody asked for it."""

    number: int


@dataclass(frozen=True)
class NotKept:
    """A checkpoint could not be written, as `reason` says; reported once. The training goes on."""

    reason: str

    def in_words(self) -> str:
        """A sentence or two."""
        return f"The last checkpoint was not kept. {self.reason}"


@dataclass(frozen=True)
class Finished:
    """The end: all epochs done, or stopped by the user with what was reached until then."""

    reason: Literal["finished", "stopped"]
    epochs: int
    step: int
    train: Metrics
    validation: Metrics
    test: Metrics
    learned: Learned | None = field(repr=False)
    """What was reached; None when it was stopped before its first step."""
    best_epoch: int | None = None
    """The epoch whose weights these are, when the training ended early or keeps the best."""
    confusion: Confusion | None = field(default=None, repr=False, compare=False)
    """As in EpochDone, for the samples to test with."""


@dataclass(frozen=True)
class Failed:
    """The training broke off. `message` is fit to show, `details` is for a bug report.

    `learned` is from the end of the last good epoch; None when there was none.
    """

    message: str
    details: str
    learned: Learned | None = field(default=None, repr=False)
    is_device_fault: bool = False
    """Whether the device computes nothing any more for the program that the training ran in."""


class RunState(Enum):
    """What a training is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_active(self) -> bool:
        """Whether a training is under way, paused ones included."""
        return self in (RunState.PREPARING, RunState.RUNNING, RunState.PAUSED)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (RunState.FINISHED, RunState.STOPPED, RunState.FAILED)

    def after(self, event: "Event") -> "RunState":
        """The state that `event` leads to."""
        match event:
            case Preparing():
                return RunState.PREPARING
            case Started() | Resumed():
                return RunState.RUNNING
            case Paused():
                return RunState.PAUSED
            case Finished(reason=reason):
                return RunState(reason)
            case Failed():
                return RunState.FAILED
        return self


Event = (
    Preparing
    | Continued
    | Started
    | StepDone
    | EpochDone
    | Changed
    | Refused
    | Paused
    | Resumed
    | CheckpointDue
    | NotKept
    | Finished
    | Failed
)
