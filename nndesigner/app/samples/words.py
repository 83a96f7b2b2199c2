"""What the panel says about the samples that it shows."""

from nndesigner.answers.collection import Collection
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import grouped
from nndesigner.design.model import Design

SENDING = "Click a sample, or press Enter on it, to send it through the network."


def files_of(design: Design) -> tuple[FileReference, ...]:
    """The files that the data of `design` is in; none when it ships with the application or is computed."""
    return tuple(value for _, value in design.data.source if isinstance(value, FileReference))


def counted(collection: Collection, part: int, shown: int) -> str:
    """How many samples are shown, and of how many."""
    number = len(collection.parts[part])
    if shown == number:
        return f"{grouped(number)} samples"
    return f"{grouped(shown)} of {grouped(number)}"


def nothing_found(text: str, wants_worst: bool) -> str:
    """Why there is no sample to see."""
    if text.strip():
        return f"No sample has “{text.strip()}” in its label. Clear the search to see all."
    if wants_worst:
        return "All of these samples are predicted correctly."
    return "There are no samples here."
