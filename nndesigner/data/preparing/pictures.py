"""Steps on samples that are no table: pictures are resized and made gray, and all numbers can be standardized."""

from collections.abc import Callable, Iterator, Sequence
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

LUMA = (0.299, 0.587, 0.114)
"""How much red, green and blue count for brightness: ITU-R BT.601."""
CHUNK = 4096
MOST_READ = 2048
"""Streamed samples that are looked at to standardize all."""
Read = Callable[[NDArray[np.int64]], Inputs]


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
    """What to do to every sample, as those that teach say. Raises NotPrepared, UnreadableData."""
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
    if isinstance(inputs, np.ndarray):
        chosen, read = taught, lambda indices: inputs[indices]
    else:
        chosen = (
            taught[np.linspace(0, len(taught) - 1, min(MOST_READ, len(taught))).astype(int)] if len(taught) else taught
        )
        read = inputs.read
    axes = (0, 2, 3) if len(inputs.shape) == 4 else tuple(range(len(inputs.shape) - 1))
    if not len(chosen):
        raise UnreadableData("There are no samples to learn from.")
    mean = _mean(read, chosen, lambda samples: samples.mean(axes, np.float64))
    shape = (-1, 1, 1) if len(inputs.shape) == 4 else (-1,)
    variance = _mean(read, chosen, lambda samples: np.square(samples - mean.reshape(shape)).mean(axes, np.float64))
    factor = 1 / np.sqrt(np.where(variance > 0, variance, 1.0))
    if not np.isfinite(mean).all() or not np.isfinite(factor).all():
        raise UnreadableData("The samples hold values that are not finite, so Standardize cannot work with them.")
    return {"do": "scale", "mean": mean.tolist(), "factor": factor.tolist()}


def _mean(read: Read, chosen: NDArray[np.int64], of: Callable[[Inputs], NDArray[np.float64]]) -> NDArray[np.float64]:
    total: Any = 0.0
    for indices in _chunks(chosen):
        total = total + of(read(indices)) * len(indices)
    return np.asarray(total / len(chosen))


def _chunks(chosen: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(chosen), CHUNK):
        yield chosen[start : start + CHUNK]
