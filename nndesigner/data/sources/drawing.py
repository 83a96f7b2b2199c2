"""How computed samples are drawn: the training part and the test part, each from its own random numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.generated import Generated
from nndesigner.data.samples import Inputs, Numbers, Numerals, Samples, Targets

Draw = Callable[[int, np.random.Generator], tuple[Inputs, Targets]]
"""Makes so many samples and their targets out of random numbers."""

TAUGHT, TESTED, HIDDEN = 0, 1, 2
"""What random numbers are for: training samples, test samples, what both have in common."""


def generator(seed: int, purpose: int) -> np.random.Generator:
    """Random numbers of their own for a purpose, so that more training samples leave the test as it is."""
    return np.random.default_rng((seed, purpose))


def drawn(source: Generated, draw: Draw) -> Samples:
    """As many samples as `source` says."""
    taught = draw(source.samples, generator(source.seed, TAUGHT))
    return Samples(*taught, *draw(source.test_samples, generator(source.seed, TESTED)))


def balanced(number: int, classes: int, random: np.random.Generator) -> Numerals:
    """The numbers of classes of equal size (to one sample), in random order."""
    return random.permutation(np.arange(number, dtype=np.int64) % classes)


def noisy(values: NDArray[np.floating[Any]], noise: float, random: np.random.Generator) -> Numbers:
    """`values` with Gaussian noise of this standard deviation."""
    if noise:
        values = values + noise * random.standard_normal(values.shape, dtype=np.float32)
    return values.astype(np.float32)
