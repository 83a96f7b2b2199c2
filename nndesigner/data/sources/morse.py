"""Draws strips of Morse code."""

import numpy as np

from nndesigner.catalog.sources.morse import BETWEEN_LETTERS, CODE, LENGTHS, SHORTEST, Morse
from nndesigner.data.samples import Inputs, Numbers, Samples, Targets, reads
from nndesigner.data.sources.drawing import drawn, noisy

NOTHING = -1
"""What fills up the rows of letters that are shorter than the longest."""


@reads("morse")
def read(morse: Morse) -> Samples:
    """Strips that begin at a random time and end in silence, with noise."""
    signals = [signal(letter, morse.unit) for letter in morse.alphabet()]

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        letters = random.integers(1, morse.letters + 1, (number, morse.longest))
        lengths = random.integers(SHORTEST, morse.longest + 1, (number, 1))
        letters[np.arange(morse.longest) >= lengths] = NOTHING
        strips = np.zeros((number, *morse.sample_shape()), np.float32)
        begins = random.random(number)
        for strip, row, begin in zip(strips, letters, begins, strict=True):
            _send([signals[letter - 1] for letter in row if letter != NOTHING], strip[:, 0], begin, morse.unit)
        return noisy(strips, morse.noise, random), letters

    return drawn(morse, draw)


def signal(letter: str, unit: int) -> Numbers:
    """When a letter is on (1) and off (0), with `unit` time steps for a dot."""
    pieces = [[1] * LENGTHS[sign] + [0] for sign in CODE[letter]]
    units = [value for piece in pieces for value in piece][:-1]
    return np.repeat(np.array(units, np.float32), unit)


def _send(signals: list[Numbers], strip: Numbers, begin: float, unit: int) -> None:
    """Write the letters into a strip of zeros; `begin`, from 0 to 1, says how much of the free time comes first."""
    gap = BETWEEN_LETTERS * unit
    free = len(strip) - sum(len(each) + gap for each in signals) + gap
    time = int(begin * (free + 1))
    for each in signals:
        strip[time : time + len(each)] = each
        time += len(each) + gap
