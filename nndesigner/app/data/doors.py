"""The doors to what reads data: imported only where it is needed, in the thread that needs it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.app.data.job import Tell
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nndesigner.data.opening import Proposal


def propose(path: Path, tell: Tell, is_cancelled: Callable[[], bool]) -> "Proposal":
    """What to make of the file or folder at `path`. Raises UserError."""
    from nndesigner.data.opening import propose

    return propose(path, tell, is_cancelled)


def categories(table: Table, name: str) -> tuple[str, ...]:
    """All different values in one column of a table, read again. Raises UserError."""
    from nndesigner.data.tables.columns import categories_of
    from nndesigner.data.tables.records import column_values

    return categories_of(column_values(table, name))


def referred(path: Path) -> FileReference:
    """A reference to the file at `path` as it is now. Raises UserError."""
    from nndesigner.data.opening import referred

    try:
        return referred(path)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from error


def first_pictures(source: Source, number: int) -> "NDArray[Any]":
    """So many pictures (pictures, C, H, W) from all over a source. Raises UserError."""
    from nndesigner.data.loading import load
    from nndesigner.data.samples import Records

    samples = load(source)
    if isinstance(samples, Records) or len(samples.inputs.shape) != 4:
        raise UserError("Only pictures can be previewed.")
    places = np.unique(np.linspace(0, len(samples.inputs) - 1, number).round().astype(np.int64))
    held = samples.inputs
    return held[places] if isinstance(held, np.ndarray) else held.read(places)


def augmented(
    pictures: "NDArray[Any]", augmentation: Sequence[Augmentation], strength: float, seed: int
) -> "NDArray[Any]":
    """The pictures as a training would see them, or less changed. Raises UserError."""
    from nndesigner.training.previewing import augmented

    return augmented(pictures, augmentation, strength, seed)
