"""Colours of data: viridis for magnitudes, and a few that everybody can distinguish for curves."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STOPS = (
    "440154", "48186A", "472D7B", "424086", "3B528B", "33638D", "2C728E", "26828E", "21918C",
    "1F9F88", "27AD81", "3DBC74", "5CC863", "81D34D", "AADC32", "D5E21A", "FDE725",
)  # fmt: skip
"""Viridis at equal distances: Smith, van der Walt and Firing, matplotlib 1.5, released under CC0."""


@cache
def _table() -> NDArray[np.uint8]:
    stops = np.array([[int(stop[at : at + 2], 16) for at in (0, 2, 4)] for stop in _STOPS], dtype=float)
    places = np.linspace(0, len(_STOPS) - 1, 256)
    made = [np.interp(places, np.arange(len(_STOPS)), stops[:, channel]) for channel in range(3)]
    return np.stack(made, axis=1).round().astype(np.uint8)


def viridis(values: ArrayLike) -> NDArray[np.uint8]:
    """Red, green and blue from 0 to 255 for each of `values` from 0 to 1; shape (..., 3).

    What lies outside gets the colour of its end; what is no number gets the lowest.
    """
    parts = np.nan_to_num(np.asarray(values, dtype=float), nan=0.0, posinf=1.0, neginf=0.0)
    return _table()[(parts.clip(0, 1) * 255).round().astype(int)]


def log_parts(values: ArrayLike, lowest: float, highest: float) -> NDArray[np.float64]:
    """Where `values` stand between `lowest` (0) and `highest` (1) on a log scale; -inf for 0, NaN stays NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs: NDArray[np.float64] = np.log10(np.asarray(values, dtype=float))
    return (logs - np.log10(lowest)) / (np.log10(highest) - np.log10(lowest))


OUTPUTS_ON_DARK = ("#56B4E9", "#E69F00", "#2BB38A", "#DE8FBA", "#F0E442", "#F08048")
OUTPUTS_ON_LIGHT = ("#0072B2", "#A85A00", "#00785A", "#A8487F", "#6E6A00", "#B8420A")
"""One colour for each output of a network: those of Okabe and Ito, lighter or darker until text can have them too."""


def output_colour(number: int, on_dark: bool) -> str:
    """The colour of the output `number`, counted from 0; with very many outputs they come again."""
    colours = OUTPUTS_ON_DARK if on_dark else OUTPUTS_ON_LIGHT
    return colours[number % len(colours)]
