"""Steps on samples that are no table: pictures are resized and made gray, and all numbers can be standardized."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.description import Description
from nndesigner.catalog.preparations.pictures import Gray, Resize
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.preparations.scaling import Standardize
from nndesigner.data.preparing.fitted import Step
from nndesigner.data.preparing.rows import pixel_weights
from nndesigner.data.samples import Inputs, Numbers, Streamed, UnreadableData
from nndesigner.data.streaming import PIECE, threads

LUMA = (0.299, 0.587, 0.114)
"""How much red, green and blue count for brightness: ITU-R BT.601."""
MOST_NUMBERS = 2**21
"""Numbers that are looked at together: several copies of them are made."""
MOST_READ = 2048
"""Streamed samples that are looked at to standardize all."""
Moments = tuple[int, NDArray[np.float64], NDArray[np.float64]]
"""Of how many samples, their mean and variance."""


@dataclass
class PreparedStream:
    """Streamed samples to which steps are done when they are read."""

    raw: Streamed
    steps: Sequence[Step]
    shape: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.raw)

    def read(self, indices: NDArray[np.int64]) -> Numbers:
        """The samples with these numbers after all steps. Raises UnreadableData."""
        samples: Any = self.raw.read(indices)
        for step in self.steps:
            samples = changed(samples, step)
        return np.asarray(samples, np.float32)


def fitted(step: Preparation, inputs: Inputs | Streamed, taught: NDArray[np.int64], before: Description) -> Step:
    """What to do to every sample, learned from the samples `taught`. Raises NotPrepared, UnreadableData."""
    step.describe(before)
    if isinstance(step, Resize):
        return {"do": "resize", "height": step.height, "width": step.width}
    if isinstance(step, Gray):
        return {"do": "gray"}
    if isinstance(step, Standardize):
        return _standardized(inputs, taught)
    raise UnreadableData(f"This version cannot do the step {step.title()} to samples that are no table.")


def changed(samples: Inputs, step: Step) -> Inputs:
    """The samples, (samples, *shape), after a fitted step."""
    if step["do"] == "resize":
        return resized(samples, step["height"], step["width"])
    if step["do"] == "gray":
        weights = np.array(LUMA, np.float32)
        return samples if samples.shape[1] == 1 else np.einsum("nchw,c->nhw", samples, weights)[:, None]
    assert step["do"] == "scale"
    axes = (1, *[1] * (samples.ndim - 2)) if samples.ndim == 4 else ()
    mean, factor = (np.array(step[name], np.float32).reshape(-1, *axes[1:]) for name in ("mean", "factor"))
    return (samples - mean) * factor


def resized(samples: Inputs, height: int, width: int) -> Inputs:
    """Pictures (samples, C, H, W) of another size."""
    down = np.array(pixel_weights(samples.shape[2], height), np.float32)
    across = np.array(pixel_weights(samples.shape[3], width), np.float32)
    return np.matmul(np.matmul(down, samples), across.T)


def _standardized(inputs: Inputs | Streamed, taught: NDArray[np.int64]) -> Step:
    """Mean and deviation of every channel of pictures, of every feature of other samples."""
    if not len(taught):
        raise UnreadableData("There are no samples to learn from.")
    axes = (0, 2, 3) if len(inputs.shape) == 4 else tuple(range(len(inputs.shape) - 1))
    number = max(MOST_NUMBERS // max(math.prod(inputs.shape[1:]), 1), 1)
    if isinstance(inputs, np.ndarray):
        found = [_moments(inputs[chosen], axes) for chosen in _chunks(taught, number)]
    else:
        chosen = taught[np.linspace(0, len(taught) - 1, min(MOST_READ, len(taught))).astype(int)]
        found = _read_moments(inputs, list(_chunks(chosen, min(number, PIECE))), axes)
    counts, means, variances = (np.array(each) for each in zip(*found, strict=True))
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances + np.square(means - mean), axis=0, weights=counts)
    if not np.isfinite(mean).all() or not np.isfinite(variance).all():
        raise UnreadableData("The samples hold values that are not finite, so Standardize cannot work with them.")
    deviation = np.sqrt(variance)
    is_constant = deviation <= np.finfo(np.float32).eps * np.abs(mean)
    factor = 1 / np.where(is_constant, 1.0, deviation)
    return {"do": "scale", "mean": mean.tolist(), "factor": factor.tolist()}


def _moments(samples: Inputs, axes: tuple[int, ...]) -> Moments:
    values = samples.astype(np.float64)
    return len(samples), values.mean(axes), values.var(axes)


def _read_moments(inputs: Streamed, pieces: Sequence[NDArray[np.int64]], axes: tuple[int, ...]) -> list[Moments]:
    """The moments of each of the pieces, which several threads read. Raises UnreadableData."""
    pool = ThreadPoolExecutor(threads(), thread_name_prefix="fitting")
    try:
        return list(pool.map(lambda piece: _moments(inputs.read(piece), axes), pieces))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _chunks(chosen: NDArray[np.int64], number: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(chosen), number):
        yield chosen[start : start + number]
