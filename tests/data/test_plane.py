"""Points on the plane lie where their class says."""

import numpy as np
import pytest

from nndesigner.catalog.sources.plane import Chessboard, Circles, Gaussians, Moons, Spiral, Surface
from nndesigner.catalog.sources.source import Source
from nndesigner.data.loading import load


def points_of(source: Source) -> tuple[np.ndarray, np.ndarray]:
    samples = load(source)
    return samples.inputs.astype(float), samples.targets


def test_an_arm_of_a_spiral_turns_with_the_distance_from_the_middle() -> None:
    points, arms = points_of(Spiral(arms=3, turns=2, noise=0))
    radius = np.hypot(*points.T)
    angle = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi)
    off = (angle - 2 * radius - arms / 3 + 0.5) % 1 - 0.5
    assert off == pytest.approx(0, abs=1e-5)
    assert radius.min() < 0.1 and radius.max() > 0.95


def test_circles_have_their_radius() -> None:
    points, circles = points_of(Circles(circles=4, noise=0))
    assert np.hypot(*points.T) == pytest.approx((circles + 1) / 4, abs=1e-6)


def test_moons_reach_into_each_other() -> None:
    points, moons = points_of(Moons(noise=0))
    upper, lower = points[moons == 0], points[moons == 1]
    assert upper[:, 1].max() > 0.4 and lower[:, 1].min() < -0.4
    assert upper[:, 1].min() < lower[:, 1].max()
    assert upper[:, 0].max() > lower[:, 0].min()
    distances = np.hypot(*(upper[:, None] - lower[None]).transpose(2, 0, 1))
    assert distances.min() > 0.2


def test_clouds_have_their_middle_and_spread() -> None:
    points, clouds = points_of(Gaussians(clouds=2, noise=0.1, samples=5000))
    assert points[clouds == 0].mean(axis=0) == pytest.approx([0.7, 0], abs=0.01)
    assert points[clouds == 1].mean(axis=0) == pytest.approx([-0.7, 0], abs=0.01)
    assert points[clouds == 0].std() == pytest.approx(np.hypot(0.1, 0.35), abs=0.01)


@pytest.mark.parametrize("fields", [2, 3, 8])
def test_a_chessboard_is_dark_and_light_in_turn_and_filled_everywhere(fields: int) -> None:
    points, colours = points_of(Chessboard(fields=fields, samples=2000))
    places = np.floor((points + 1) / 2 * fields).astype(int)
    assert np.array_equal(places.sum(axis=1) % 2, colours)
    assert len(np.unique(places, axis=0)) == fields**2


def test_noise_moves_points_as_far_as_it_says() -> None:
    still, _ = points_of(Circles(noise=0, samples=5000))
    moved, _ = points_of(Circles(noise=0.1, samples=5000))
    assert (moved - still).std() == pytest.approx(0.1, abs=0.005)


def test_a_surface_has_the_height_of_its_formula() -> None:
    points, heights = points_of(Surface(surface="saddle", noise=0))
    assert heights[:, 0] == pytest.approx(points[:, 0] * points[:, 1], abs=1e-6)
    points, heights = points_of(Surface(surface="plane", noise=0))
    assert heights[:, 0] == pytest.approx(0.6 * points[:, 0] - 0.4 * points[:, 1], abs=1e-6)
