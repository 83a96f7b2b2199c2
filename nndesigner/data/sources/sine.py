"""Computes a sum of sine waves and cuts it into windows."""

import numpy as np

from nndesigner.catalog.sources.sine import Sine
from nndesigner.data.samples import Numbers, Samples, reads
from nndesigner.data.sources.drawing import HIDDEN, generator, noisy


@reads("sine")
def read(sine: Sine) -> Samples:
    """The windows of the first part of the series to learn from, those of the rest to test with."""
    series, (taught, _) = whole_series(sine), sine.steps()
    return Samples(*_windows(series[:taught], sine.window), *_windows(series[taught:], sine.window))


def whole_series(sine: Sine) -> Numbers:
    """All steps; each wave is faster than the one before by the golden ratio, so that the sum never quite repeats."""
    random = generator(sine.seed, HIDDEN)
    golden = (1 + 5**0.5) / 2
    paces = 2 * np.pi / sine.period * golden ** np.arange(sine.waves)
    angles = np.arange(sine.length)[:, None] * paces + random.uniform(0, 2 * np.pi, sine.waves)
    return noisy(np.sin(angles).mean(axis=1), sine.noise, random)


def _windows(series: Numbers, length: int) -> tuple[Numbers, Numbers]:
    windows = np.lib.stride_tricks.sliding_window_view(series, length + 1)
    return windows[:, :-1, None].copy(), windows[:, -1:].copy()
