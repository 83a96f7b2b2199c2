"""From a source in a design to its samples."""

import nndesigner.data.sources  # noqa: F401  (its files register what they read)
from nndesigner.catalog.sources.source import Source
from nndesigner.data.samples import READERS, Records, Samples, UnreadableData


def load(source: Source) -> Samples | Records:
    """The samples of `source`. Raises UnreadableData."""
    if source.kind not in READERS:
        raise UnreadableData(f"This version cannot read {source.title()}.")
    return READERS[source.kind](source)
