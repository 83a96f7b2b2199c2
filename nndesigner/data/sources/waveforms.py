"""Computes waves of different forms."""

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.waveforms import FORMS, Waveforms
from nndesigner.data.samples import Inputs, Samples, Targets, reads
from nndesigner.data.sources.drawing import balanced, drawn, noisy


@reads("waveforms")
def read(waves: Waveforms) -> Samples:
    """Waves with a random number of periods, a random phase and noise."""

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        forms = balanced(number, len(FORMS), random)
        pace = random.uniform(1, waves.periods, (number, 1)) / waves.steps
        turns = (random.random((number, 1)) + pace * np.arange(waves.steps)) % 1
        signals = np.empty((number, waves.steps, 1), np.float32)
        for form, name in enumerate(FORMS):
            signals[forms == form, :, 0] = wave(name, turns[forms == form])
        return noisy(signals, waves.noise, random), forms

    return drawn(waves, draw)


def wave(form: str, turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """The height of a wave, from −1 to 1, after this part of a period, from 0 to 1."""
    match form:
        case "sine":
            return np.asarray(np.sin(2 * np.pi * turns))
        case "square":
            return np.where(turns < 0.5, 1.0, -1.0)
        case "triangle":
            return 1 - 4 * np.abs(turns - 0.5)
        case _:
            return 2 * turns - 1
