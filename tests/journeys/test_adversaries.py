"""What the examples of adversarial networks learn to make, measured on the samples that they generate."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from nndesigner.answers.inference import Inference
from nndesigner.project.examples import open_example
from nndesigner.training.events import Finished
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare

POINTS = 2000
NEAR, LEAST = 3, 0.01
"""A generated point counts for a Gaussian within so many standard deviations of its middle; a Gaussian is covered when
so large a part of all generated points count for it."""
SURE, DIGITS = 0.9, 1000


def trained(name: str, seed: int = 0) -> Run:
    design = open_example(name).design
    run = prepare(Order(design.changed(training=design.training.changed(seed=seed)), "cpu"))
    assert any(isinstance(event, Finished) for event in run.events())
    return run


@torch.no_grad()
def generated(run: Run, number: int) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (
        run.network.eval().generate(torch.zeros(number, *run.design.data.sample_shape())).numpy()
    )
    return made


def covered(run: Run) -> int:
    """How many of the eight Gaussians of the ring are covered."""
    angle, noise = 2 * np.pi * np.arange(8) / 8, run.design.data.source.values()["noise"]
    middles = 0.7 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    distances = np.linalg.norm(generated(run, POINTS)[:, None] - middles, axis=2)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) < NEAR * noise]
    return int((np.bincount(nearest, minlength=8) >= LEAST * POINTS).sum())


@pytest.mark.parametrize("name", ["gan-ring", "wgan-ring"])
def test_points_made_of_noise_cover_the_ring(name: str) -> None:
    assert covered(trained(name)) >= 7


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("name", ["gan-ring", "wgan-ring"])
def test_they_cover_it_whatever_the_seed(name: str, seed: int) -> None:
    assert covered(trained(name, seed)) >= 7


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_digits_made_of_noise_are_recognized() -> None:
    classifier = prepare(Order(open_example("mnist-mlp").design, "cpu"))
    (end,) = [event for event in classifier.events() if isinstance(event, Finished)]
    assert end.learned and end.test["accuracy"] > 0.97
    (predictions,) = Inference(end.learned).predict(generated(trained("gan-mnist"), DIGITS))
    is_sure = predictions.values.max(axis=1) > SURE
    print(f"\n{is_sure.mean():.1%} are recognized, {np.bincount(predictions.judged.argmax(1)[is_sure], minlength=10)}")
    assert is_sure.mean() > 0.7
    assert set(predictions.judged.argmax(axis=1)[is_sure]) == set(range(10))
