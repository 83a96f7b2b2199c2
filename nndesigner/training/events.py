"""What a training tells while it goes on; every event is a value that never changes afterwards.

Cross-validation tells Preparing("Fold 2 of 5") and Started before each fold; steps and epochs count on over all folds,
and `Started.epochs` are those of all together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.preparing.fitted import Fitted
from nndesigner.training.readings import Reading

DEVIATION = " deviation"
"""How the name of the standard deviation of a metric over folds ends: "accuracy deviation"."""
Metrics = Mapping[str, float]
"""Values by short name: "loss", "cost" (the loss and what is added to it), "accuracy", "r2", ...; with several outputs
"loss/<name of the output>" too."""
Confusion = NDArray[np.int64]
Weights = Mapping[str, NDArray[np.generic]]
"""Weights and running averages by "<node id>.<name>", copies on the CPU."""


@dataclass(frozen=True)
class Preparing:
    """Something that takes a while before the first step: "Reading MNIST digits"."""

    what: str


@dataclass(frozen=True)
class Started:
    """Everything is ready; the first step follows."""

    device: str
    epochs: int
    steps_per_epoch: int
    batch_size: int
    training_samples: int
    validation_samples: int
    parameters: int


@dataclass(frozen=True)
class StepDone:
    """One batch was learned. `step` counts from 1 over all epochs; `readings` holds what was due, by instrument name.

    Names: "loss", "accuracy", "learning_rate", "gradient_norms", "dropout_masks".
    """

    step: int
    epoch: int
    samples: int
    readings: Mapping[str, Reading]


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
    weights: Weights = field(repr=False)
    is_best: bool = False
    """Whether no epoch before had a lower validation loss."""
    confusion: Confusion | None = field(default=None, repr=False, compare=False)
    """For classes: how many validation samples of each class (row) were answered with each class (column)."""


@dataclass(frozen=True)
class Paused:
    """The training waits; `step` steps are done."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """The training goes on."""

    step: int


@dataclass(frozen=True)
class Finished:
    """The end: all epochs done, or stopped by the user with what was reached until then."""

    reason: Literal["finished", "stopped"]
    epochs: int
    step: int
    train: Metrics
    validation: Metrics
    test: Metrics
    weights: Weights = field(repr=False)
    best_epoch: int | None = None
    """The epoch whose weights these are, when the training ended early or keeps the best."""
    confusion: Confusion | None = field(default=None, repr=False, compare=False)
    """As in EpochDone, for the samples to test with."""
    preparation: Fitted | None = field(default=None, repr=False, compare=False)
    """What the preparation of the data learned: the weights expect samples that are prepared in this way."""


@dataclass(frozen=True)
class Failed:
    """The training broke off. `message` is fit to show, `details` is for a bug report.

    `weights` are the last good ones, from the end of the last epoch or from the start; empty when there are none.
    """

    message: str
    details: str
    weights: Weights = field(default_factory=dict, repr=False)
    preparation: Fitted | None = field(default=None, repr=False, compare=False)
    """As in Finished."""


Event = Preparing | Started | StepDone | EpochDone | Paused | Resumed | Finished | Failed
