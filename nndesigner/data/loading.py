"""From a source in a design to its samples."""

from collections.abc import Iterator

import nndesigner.data.sources  # noqa: F401  (its files register what they read)
from nndesigner.catalog.sources.downloads import Downloaded
from nndesigner.catalog.sources.source import Source
from nndesigner.data.changes import changes, missing
from nndesigner.data.samples import READERS, Records, Samples, UnreadableData
from nndesigner.data.sources.downloads import fetching, is_missing

PORTION = 5
"""Percent after which a download reports its progress again."""
LOCATE = "Choose Locate in the window, or give its new place on the command line with --data PATH."
OPEN_AGAIN = "On the command line, --data PATH opens it again and makes the network fit."


class MissingData(UnreadableData):
    """Files that the source is read from are not where they were."""


def load(source: Source) -> Samples | Records:
    """The samples of `source`. Raises UnreadableData, which says what has changed since the files were opened."""
    if gone := missing(source):
        more = f" {len(gone) - 1} more of its files cannot be found." if len(gone) > 1 else ""
        raise MissingData(f"{gone[0].reason}{more} {LOCATE}")
    try:
        return read(source)
    except UnreadableData as problem:
        changed = " ".join(each.reason for each in changes(source))
        if not changed:
            raise
        raise UnreadableData(f"{problem} {changed} {OPEN_AGAIN}") from problem


def read(source: Source) -> Samples | Records:
    """The same for files that are known to be there. Raises UnreadableData."""
    if source.kind not in READERS:
        raise UnreadableData(f"This version cannot read {source.title()}.")
    return READERS[source.kind](source)


def fetched(source: Source) -> Iterator[str]:
    """Say in words which files are not what they were, download what `source` needs, and say how far that is.

    Raises UnreadableData when it cannot be had.
    """
    yield from (problem.reason.rstrip(".") for problem in changes(source) if problem.is_there)
    if not isinstance(source, Downloaded) or not is_missing(source):
        return
    reported = -1
    for step in fetching(source):
        percent = 100 * step.done // max(step.of, 1) // PORTION * PORTION
        if percent != reported:
            reported = percent
            yield f"Downloading {step.title}, {percent} %"
