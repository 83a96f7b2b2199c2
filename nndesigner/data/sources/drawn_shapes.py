"""Draws small pictures with several shapes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.drawn_shapes import SHAPES, SIDE, DrawnShapes
from nndesigner.data.samples import Inputs, Numbers, Samples, Targets, reads
from nndesigner.data.sources.drawing import drawn, noisy

SMALLEST, LARGEST = 2.5, 3.3
"""The radius of a shape, in pixels."""

Distance = Callable[[Numbers, Numbers, Numbers], Numbers]
"""How far a place (x, y) is from the line of a shape of this radius around the origin, in pixels."""


def _of_triangle(x: Numbers, y: Numbers, radius: Numbers) -> Numbers:
    slope = np.float32(0.75**0.5)
    y = y - 0.3 * radius  # its middle is that of the circle inside it, which is not half-way up
    sides = np.maximum(slope * np.abs(x) - 0.5 * y, y)
    return np.abs(sides - 0.6 * radius)


DISTANCES: Mapping[str, Distance] = MappingProxyType(
    {
        "circle": lambda x, y, radius: np.abs(np.hypot(x, y) - radius),
        "square": lambda x, y, radius: np.abs(np.maximum(np.abs(x), np.abs(y)) - radius),
        "triangle": _of_triangle,
        "cross": lambda x, y, radius: np.maximum(np.minimum(np.abs(x - y), np.abs(x + y)), np.hypot(x, y) - radius),
    }
)


@reads("shapes")
def read(shapes: DrawnShapes) -> Samples:
    """Pictures with the four shapes in different quarters, each present in every second picture."""

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        present = random.integers(0, 2, (number, len(SHAPES)))
        quarters = random.permuted(np.tile(np.arange(len(SHAPES)), (number, 1)), axis=1)
        pictures = np.zeros((number, SIDE, SIDE), np.float32)
        for column, name in enumerate(SHAPES):
            chosen = np.flatnonzero(present[:, column])
            ink = _ink(DISTANCES[name], quarters[chosen, column], random)
            pictures[chosen] = np.maximum(pictures[chosen], ink)
        return noisy(pictures, shapes.noise, random).clip(0, 1)[:, None], present.astype(np.float32)

    return drawn(shapes, draw)


def _ink(distance: Distance, quarters: NDArray[np.int64], random: np.random.Generator) -> Numbers:
    """The ink of one shape in each picture (pictures, SIDE, SIDE): its line is about one pixel wide."""
    number, half = len(quarters), SIDE // 2
    radius = random.uniform(SMALLEST, LARGEST, (number, 1, 1)).astype(np.float32)
    shift = random.uniform(-0.5, 0.5, (2, number, 1, 1)).astype(np.float32)
    middle = np.stack([quarters % 2, quarters // 2])[:, :, None, None] * half + (half - 1) / 2 + shift
    pixels = np.arange(SIDE, dtype=np.float32)
    x, y = pixels[None, None, :] - middle[0], pixels[None, :, None] - middle[1]
    return (1.5 - distance(x.astype(np.float32), y.astype(np.float32), radius)).clip(0, 1)
