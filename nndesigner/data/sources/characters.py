"""Cuts the text into pieces."""

import numpy as np

from nndesigner.catalog.sources.characters import Characters
from nndesigner.data.samples import Numerals, Samples, reads


@reads("characters")
def read(characters: Characters) -> Samples:
    """Pieces of the beginning of the text to learn from, of its end to test with."""
    numbers = {character: number for number, character in enumerate(characters.vocabulary())}
    text = np.array([numbers[character] for character in characters.text()], np.int64)
    taught, _ = characters.lengths()
    return Samples(*_pieces(text[:taught], characters), *_pieces(text[taught:], characters))


def _pieces(text: Numerals, characters: Characters) -> tuple[Numerals, Numerals]:
    windows = np.lib.stride_tricks.sliding_window_view(text, characters.window + 1)[:: characters.stride]
    is_per_step = characters.target().per_step
    following = windows[:, 1:] if is_per_step else windows[:, -1]
    return windows[:, :-1].copy(), following.copy()
