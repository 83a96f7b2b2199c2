"""Proposes how texts become rows of symbols: how long a row is, and how many words are worth knowing."""

import re
from collections import Counter
from collections.abc import Iterable

from nndesigner.catalog.preparations.text import Tokens

LONGEST = 200
MOST_WORDS = 5000
MOST_TEXTS = 20_000
"""Texts that are looked at."""
_WORD = re.compile(r"\w+")


def proposed_tokens(texts: Iterable[str]) -> Tokens:
    """Tokens as long as nineteen of twenty texts, with all words that occur at least twice."""
    lengths, counts = [], Counter[str]()
    for _, text in zip(range(MOST_TEXTS), texts, strict=False):
        words = _WORD.findall(text.lower())
        lengths.append(len(words))
        counts.update(words)
    lengths.sort()
    length = lengths[int(0.95 * (len(lengths) - 1))] if lengths else LONGEST
    known = sum(1 for number in counts.values() if number > 1) + 2
    return Tokens(length=min(max(length, 1), LONGEST), size=min(max(known, 3), MOST_WORDS))
