"""From a source in a design to its samples."""

from collections.abc import Iterator

import nndesigner.data.sources  # noqa: F401  (its files register what they read)
from nndesigner.catalog.sources.downloads import Downloaded
from nndesigner.catalog.sources.source import Source
from nndesigner.data.samples import READERS, Records, Samples, UnreadableData
from nndesigner.data.sources.downloads import fetching, is_missing

PORTION = 5
"""Percent after which a download tells again how far it is."""


def load(source: Source) -> Samples | Records:
    """The samples of `source`. Raises UnreadableData."""
    if source.kind not in READERS:
        raise UnreadableData(f"This version cannot read {source.title()}.")
    return READERS[source.kind](source)


def fetched(source: Source) -> Iterator[str]:
    """Download what `source` needs first, and say in words how far it is; nothing when all is there.

    Raises UnreadableData when it cannot be had.
    """
    if not isinstance(source, Downloaded) or not is_missing(source):
        return
    told = -1
    for step in fetching(source):
        percent = 100 * step.done // max(step.of, 1) // PORTION * PORTION
        if percent != told:
            told = percent
            yield f"Downloading {step.title}, {percent} %"
