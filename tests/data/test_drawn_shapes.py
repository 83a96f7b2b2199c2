"""Pictures hold the shapes that their labels say."""

import numpy as np

from nndesigner.catalog.sources.drawn_shapes import SHAPES, DrawnShapes
from nndesigner.data.loading import load


def test_each_shape_is_in_every_second_picture_whatever_the_others_are() -> None:
    labels = load(DrawnShapes(samples=5000)).targets
    assert np.abs(labels.mean(axis=0) - 0.5).max() < 0.03
    assert np.abs(np.corrcoef(labels.T) - np.eye(4)).max() < 0.05


def test_a_picture_without_shapes_is_empty_and_every_shape_leaves_ink() -> None:
    samples = load(DrawnShapes(noise=0))
    ink = samples.inputs.sum(axis=(1, 2, 3))
    numbers = samples.targets.sum(axis=1)
    assert (ink[numbers == 0] == 0).all() and (numbers == 0).any()
    assert ink[numbers == 1].min() > 8
    assert ink[numbers == 4].min() > ink[numbers == 1].max()


def test_a_shape_stays_in_its_quarter_of_the_picture() -> None:
    """So no shape hides another."""
    samples = load(DrawnShapes(noise=0))
    single = samples.inputs[samples.targets.sum(axis=1) == 1, 0]
    quarters = single.reshape(-1, 2, 8, 2, 8).sum(axis=(2, 4)).reshape(-1, 4)
    share = quarters.max(axis=1) / quarters.sum(axis=1)
    assert len(single) > 100
    assert share.mean() > 0.95 and share.min() > 0.75


def test_the_four_shapes_look_different() -> None:
    samples = load(DrawnShapes(noise=0, samples=5000))
    is_single = samples.targets.sum(axis=1) == 1
    ink = samples.inputs[is_single].sum(axis=(1, 2, 3))
    mean = [ink[samples.targets[is_single, column] == 1].mean() for column in range(len(SHAPES))]
    assert len(set(np.round(mean))) == len(SHAPES)
