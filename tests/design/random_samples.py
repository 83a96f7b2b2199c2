"""Random samples of a form that a design asks for, which need not be read or computed."""

import math
from typing import Any

import numpy as np

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols
from nndesigner.data.samples import Samples
from nndesigner.design.options import DataOptions


def samples_of(data: DataOptions, learned: int, tested: int) -> Samples:
    """So many to learn from and to test with, with the shapes and ranges of `data`."""
    chance = np.random.default_rng(0)
    shape, number = data.sample_shape(), learned + tested
    low, high = data.value_range()
    inputs = _numbers(chance, (number, *shape), low, high)
    if shape.is_symbols:
        inputs = chance.integers(0, len(data.vocabulary()), (number, *shape))
    targets = _targets_of(data, chance, number, shape)
    return Samples(inputs[:learned], targets[:learned], inputs[learned:], targets[learned:])


def _targets_of(data: DataOptions, chance: np.random.Generator, number: int, shape: Shape) -> Any:
    target = data.target()
    match target:
        case Classes(names, per_step):
            return chance.integers(0, len(names), (number, shape.T) if per_step else number)
        case Labels(names):
            return chance.choice(np.float32([target.low, target.high]), (number, len(names)))
        case Symbols(names):
            return np.array([[1, len(names) - 1, -1]] * number)
    return _numbers(chance, (number, *target.shape), target.low, target.high)


def _numbers(chance: np.random.Generator, sizes: tuple[int, ...], low: float, high: float) -> Any:
    is_bounded = math.isfinite(low) and math.isfinite(high)
    drawn = chance.uniform(low, high, sizes) if is_bounded else chance.normal(size=sizes)
    return drawn.astype(np.float32)
