"""What instruments read at one step, keyed by node so that the canvas can show it on the layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nndesigner.design.model import NodeId


@dataclass(frozen=True)
class Loss:
    """The loss of the batch, before the step.

    `cost` is what training makes small, where more than the loss; `of_outputs` has the loss of each output by its name
    when there are several.
    """

    value: float
    cost: float | None = None
    of_outputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Accuracy:
    """The part of the batch's predictions that were right, from 0 to 1; NaN where no output has classes or labels.

    `value` is that of the first such output; `of_outputs` has one for each by its name when there are several outputs.
    """

    value: float
    of_outputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class LearningRate:
    """The learning rate of the step, as the schedule set it."""

    value: float


@dataclass(frozen=True)
class GradientNorms:
    """For every layer that learns the length (Euclidean norm) of its gradient, all its weights together."""

    of_nodes: Mapping[NodeId, float]


@dataclass(frozen=True)
class Mask:
    """The mask that a dropout layer used for the first sample of the batch: True where the value was kept.

    `kept` has the shape of one sample: (F,), (T, F) or (C, H, W). `rate` is the part p that is silenced on average.
    """

    kept: NDArray[np.bool_]
    rate: float


@dataclass(frozen=True)
class DropoutMasks:
    """The masks of all dropout layers at one step."""

    of_nodes: Mapping[NodeId, Mask]


Reading = Loss | Accuracy | LearningRate | GradientNorms | DropoutMasks
