"""Everything of the dialog that reads data: imported only where it is needed, in the thread that needs it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.app.document.source_form import file_of
from nndesigner.app.widgets.background import Tell
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.description import in_words
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.table import Table
from nndesigner.data.tables.choices import Choices
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nndesigner.data.opening import Proposal

MOST_LOOKED = 128
"""Pictures that are read to see what preparation makes of them."""
Opened = tuple["Proposal", Choices]
"""A proposal, and what was chosen for it."""


def propose(path: Path, before: DataOptions | None, tell: Tell, is_cancelled: Callable[[], bool]) -> Opened:
    """What to make of the file or folder at `path`, with what was chosen `before` for the same. Raises UserError."""
    import nndesigner.data.loading  # noqa: F401  (first, with all sources, or what keeps one from being there is lost)
    from nndesigner.data.opening import propose
    from nndesigner.data.tables.correcting import carried

    found = propose(path, tell, is_cancelled)
    if before is None or not isinstance(found.data.source, Table) or not _is_same(before, found.data):
        return found, Choices()
    return _completed(lambda choices: carried(found, before, choices.categories), Choices())


def corrected(proposal: "Proposal", choices: Choices) -> Opened:
    """The proposal with these choices; where they need categories that were not found yet, the file is read again.

    Raises UserError.
    """
    from nndesigner.data.tables.correcting import corrected

    return _completed(lambda complete: (corrected(proposal, complete), complete), choices)


def lacks_categories(proposal: "Proposal", choices: Choices) -> bool:
    """Whether the file has to be read for these choices. Raises UserError."""
    from nndesigner.data.tables.correcting import corrected, lacking

    return bool(lacking(corrected(proposal, choices)))


def _completed(propose: Callable[[Choices], Opened], choices: Choices) -> Opened:
    from nndesigner.data.tables.columns import categories_of
    from nndesigner.data.tables.correcting import lacking
    from nndesigner.data.tables.records import column_values

    while True:
        proposal, choices = propose(choices)
        name, table = lacking(proposal) if isinstance(proposal.data.source, Table) else "", proposal.data.source
        if not name or not isinstance(table, Table):
            return proposal, choices
        found = categories_of(column_values(table, name))
        if not found:
            raise UserError(f"{in_words(name)} has no values any more. Open the file again.")
        choices = choices.with_categories(name, found)


def _is_same(before: DataOptions, now: DataOptions) -> bool:
    old, new = file_of(before.source), file_of(now.source)
    return old is not None and new is not None and old.path == new.path


def first_pictures(data: DataOptions, number: int) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """So many pictures (pictures, C, H, W) from all over the data, as they are and prepared for a network.

    What steps learn from the training part is estimated by a part of the pictures. Raises UserError.
    """
    from nndesigner.data.loading import load
    from nndesigner.data.preparing import pictures
    from nndesigner.data.samples import Records

    samples = load(data.source)
    if isinstance(samples, Records) or len(samples.inputs.shape) != 4:
        raise UserError("Only pictures can be previewed.")
    held, described = samples.inputs, data.source.describe()
    shown = _spread(len(held), number)
    looked = np.union1d(shown, _spread(len(held), MOST_LOOKED if data.preparation else 0))
    raw = held[looked] if isinstance(held, np.ndarray) else held.read(looked)
    prepared: Any = raw
    for step in data.preparation:
        learned = pictures.fitted(step, prepared, np.arange(len(raw)), described)
        prepared, described = pictures.changed(prepared, learned), step.describe(described)
    places = np.searchsorted(looked, shown)
    return np.asarray(raw)[places], np.asarray(prepared, np.float32)[places]


def augmented(pictures: "NDArray[Any]", augmentation: Sequence[Augmentation], seed: int) -> "NDArray[Any]":
    """The pictures as a training would see them. Raises UserError."""
    from nndesigner.training.previewing import augmented

    return augmented(pictures, augmentation, seed=seed)


def _spread(number: int, wanted: int) -> "NDArray[np.int64]":
    """At most so many of the numbers from 0 to `number`, evenly spread."""
    return np.unique(np.linspace(0, number - 1, min(wanted, number)).round().astype(np.int64))
