"""What is read of a training: readings by their form, keyed by node so that the canvas can show them on the layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from nndesigner.design.model import NodeId


@dataclass(frozen=True)
class Scalar:
    """One number at a step; `of_outputs` has one for each output by its name when there are several."""

    value: float
    of_outputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class PerNode:
    """One number for each layer at a step."""

    of_nodes: Mapping[NodeId, float]


@dataclass(frozen=True)
class Mask:
    """What a layer kept of the first sample of the batch: True where the value was kept.

    `kept` has the shape of one sample: (F,), (T, F) or (C, H, W). `rate` is the part p that is silenced on average.
    """

    kept: NDArray[np.bool_]
    rate: float


@dataclass(frozen=True)
class Masks:
    """One mask for each layer at a step."""

    of_nodes: Mapping[NodeId, Mask]


@dataclass(frozen=True)
class Generated:
    """Samples that a network makes of noise, and some of the data: (samples, *shape of one), as the network gets them.

    A sample is (F,), (T, F) or (C, H, W). The noise is the same at every look.
    """

    made: NDArray[np.float32]
    real: NDArray[np.float32]


Reading = Scalar | PerNode | Masks | Generated
Readings = Mapping[str, Reading]
"""Readings by the name of their quantity."""


class Scale(Enum):
    """How values are compared: by their difference, or by their ratio."""

    LINEAR = "linear"
    LOG = "log"


class Cost(Enum):
    """What a look costs: so little that every look reads it, or so much that somebody has to want it."""

    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True)
class Quantity:
    """Something that can be read at a step: its name in events and files, its title, and the form of its readings."""

    name: str
    title: str
    form: type[Reading]
    unit: str = ""
    scale: Scale = Scale.LINEAR
    cost: Cost = Cost.SMALL
