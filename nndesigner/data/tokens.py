"""Proposes how texts become rows of symbols: how long a row is, and how many words are worth keeping."""

from collections import Counter
from collections.abc import Iterable

from nndesigner.catalog.preparations.text import Tokens
from nndesigner.catalog.shapes import grouped
from nndesigner.data.preparing.fitting import pieces

LONGEST = 200
MOST_WORDS = 5000
MOST_TEXTS = 20_000
"""Texts that are looked at."""


def proposed_tokens(texts: Iterable[str]) -> Tokens:
    """Tokens as long as nineteen of twenty texts, with all words that occur at least twice."""
    lengths, counts = [], Counter[str]()
    for _, text in zip(range(MOST_TEXTS), texts, strict=False):
        words = list(pieces(text, "words"))
        lengths.append(len(words))
        counts.update(words)
    lengths.sort()
    length = lengths[int(0.95 * (len(lengths) - 1))] if lengths else LONGEST
    known = sum(1 for number in counts.values() if number > 1) + 2
    return Tokens(length=min(max(length, 1), LONGEST), size=min(max(known, 3), MOST_WORDS))


def in_words(tokens: Tokens) -> str:
    """How many symbols there are, and how many for each text: "812 symbols for its words, 40 for each text"."""
    return f"{grouped(tokens.size)} symbols for its words, {tokens.length} for each text"
