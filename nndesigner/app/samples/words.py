"""What the panel says about the network that predicts."""

from nndesigner.app.samples.collection import Collection
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import grouped
from nndesigner.design.model import Design
from nndesigner.project.learned import Learned, Predictor
from nndesigner.project.references import with_paths

SENDING = "Click a sample, or press Enter on it, to send it through the network."
NOT_YET = "The network cannot read this data yet: it has to be prepared first."
UNTRAINED = "The network is untrained: its predictions are random."


def about(predictor: Predictor, design: Design, is_training: bool) -> str:
    """Which network predicts."""
    if not isinstance(predictor, Learned):
        return UNTRAINED
    before, now = (with_paths(each, lambda _: "").data for each in (predictor.design, design))  # moved is the same
    said = []
    if predictor.epoch is not None:
        said.append(f"After epoch {predictor.epoch}{', still training' if is_training else ''}.")
    if before.source != now.source:
        said.append("The data has changed since the training.")
    elif (before.preparation, before.split) != (now.preparation, now.split):
        said.append("The samples are prepared and split as for the training, not as chosen since.")
    elif not predictor.is_of(design):
        said.append("The design has changed since: this is the network as it was trained.")
    return " ".join(said) or "With the weights that are saved in the project."


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
