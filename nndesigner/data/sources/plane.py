"""Draws points on the plane."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.plane import Chessboard, Circles, Gaussians, Moons, PlanePoints, Spiral, Surface
from nndesigner.data.samples import Inputs, Numerals, Samples, Targets, reads
from nndesigner.data.sources.drawing import balanced, drawn, noisy

Points = NDArray[np.float64]
"""(points, 2): two coordinates each."""

INNERMOST = 0.05
"""How far from the middle the arms of a spiral begin."""


def _points(source: PlanePoints, place: Callable[[Numerals, np.random.Generator], Points]) -> Samples:
    """Points in classes of equal size; `place` says where those of the classes lie, before noise."""

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        classes = balanced(number, len(source.classes()), random)
        return noisy(place(classes, random), source.noise, random), classes

    return drawn(source, draw)


def _on_circle(angle: NDArray[np.float64], radius: NDArray[np.float64] | float) -> Points:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@reads("spiral")
def read_spiral(spiral: Spiral) -> Samples:
    """Points on the arms, evenly from the middle to the end of each."""

    def place(classes: Numerals, random: np.random.Generator) -> Points:
        radius = random.uniform(INNERMOST, 1, len(classes))
        return _on_circle(2 * np.pi * (spiral.turns * radius + classes / spiral.arms), radius)

    return _points(spiral, place)


@reads("circles")
def read_circles(circles: Circles) -> Samples:
    """Points on the circles, the innermost first."""

    def place(classes: Numerals, random: np.random.Generator) -> Points:
        return _on_circle(random.uniform(0, 2 * np.pi, len(classes)), (classes + 1) / circles.circles)

    return _points(circles, place)


@reads("moons")
def read_moons(moons: Moons) -> Samples:
    """Points on two half circles of radius 0.6, one open below and one open above."""

    def place(classes: Numerals, random: np.random.Generator) -> Points:
        side = 1 - 2 * classes[:, None]
        arc = _on_circle(random.uniform(0, np.pi, len(classes)), 0.6)
        return side * (arc + np.array([-0.3, -0.15]))

    return _points(moons, place)


@reads("gaussians")
def read_gaussians(gaussians: Gaussians) -> Samples:
    """Points around middles on a circle of radius 0.7."""

    def place(classes: Numerals, _: np.random.Generator) -> Points:
        return _on_circle(2 * np.pi * classes / gaussians.clouds, 0.7)

    return _points(gaussians, place)


@reads("chessboard")
def read_chessboard(board: Chessboard) -> Samples:
    """Points spread evenly over the dark and the light fields from −1 to 1; the first field is dark."""
    fields = np.indices((board.fields, board.fields)).reshape(2, -1).T
    by_class = [fields[fields.sum(axis=1) % 2 == colour] for colour in (0, 1)]

    def place(classes: Numerals, random: np.random.Generator) -> Points:
        corners = np.empty((len(classes), 2))
        for colour, of_colour in enumerate(by_class):
            chosen = classes == colour
            corners[chosen] = of_colour[random.integers(len(of_colour), size=chosen.sum())]
        return (corners + random.random(corners.shape)) * 2 / board.fields - 1

    return _points(board, place)


@reads("surface")
def read_surface(surface: Surface) -> Samples:
    """Points spread evenly from −1 to 1, each with the height above it."""

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        points = random.uniform(-1, 1, (number, 2)).astype(np.float32)
        heights = height(surface.surface, points[:, :1], points[:, 1:])
        return points, noisy(heights, surface.noise, random)

    return drawn(surface, draw)


def height(surface: str, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """How high a surface is above the points (x, y), from −1 to 1."""
    match surface:
        case "plane":
            return np.asarray(0.6 * x - 0.4 * y)
        case "saddle":
            return x * y
        case "hill":
            return np.asarray(2 * np.exp(-3 * (x * x + y * y)) - 1)
        case _:
            return np.asarray(np.sin(np.pi * x) * np.cos(np.pi * y))
