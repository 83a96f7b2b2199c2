"""Which samples are shown: those of a part, of a class, with a text in them, or predicted wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.answers.collection import TRAINING, Collection
from nndesigner.catalog.targets import Classes

Indices = NDArray[np.int64]
NUMBER = "#"
"""What stands before the number of a sample in a search."""
IN_NUMBERS = frozenset("0123456789.+-e")
"""The signs that numbers of a table are written with."""


@dataclass(frozen=True)
class Choice:
    """What the user chose to see. With `worst` only wrong predictions, or where errors are measured the worst first."""

    part: int = TRAINING
    group: int | None = None
    text: str = ""
    worst: bool = False
    is_measured: bool = False


def chosen(collection: Collection, choice: Choice, errors: NDArray[np.float64] | None = None) -> Indices:
    """The numbers of the samples that `choice` lets through; `errors` says how wrong each was predicted."""
    part = collection.parts[choice.part]
    passes = np.zeros(len(part.inputs), bool)
    passes[part.members()] = True
    if choice.group is not None and collection.groups:
        passes &= collection.groups.belongs(choice.part, choice.group)
    if choice.text.strip():
        passes &= _with_text(collection, choice)
    if not choice.worst or errors is None:
        return np.flatnonzero(passes)
    if not choice.is_measured:
        return np.flatnonzero(passes & (errors > 0))
    found = np.flatnonzero(passes)
    return found[np.argsort(-errors[found], kind="stable")]


def _with_text(collection: Collection, choice: Choice) -> NDArray[np.bool_]:
    """The samples whose label or content holds the text; "#17" is the sample number 17."""
    wanted, number = choice.text.strip().casefold(), len(collection.parts[choice.part].inputs)
    if wanted.startswith(NUMBER) and wanted[1:].isdecimal():
        return np.arange(1, number + 1) == int(wanted[1:])
    found = _with_label(collection, choice, wanted)
    if collection.kind == "texts":
        found |= [wanted in collection.text(choice.part, each).casefold() for each in range(number)]
    elif hasattr(collection.parts[choice.part].inputs, "get_columns"):
        for column in collection.parts[choice.part].inputs.get_columns():
            sought = wanted.replace("−", "-") if column.dtype.is_numeric() else wanted
            if column.dtype.is_numeric() and not set(sought) <= IN_NUMBERS:
                continue  # to write a million numbers as text takes seconds
            values = column.cast(str, strict=False).fill_null("").str.to_lowercase()
            found |= values.str.contains(sought, literal=True).to_numpy()
    return found


def _with_label(collection: Collection, choice: Choice, wanted: str) -> NDArray[np.bool_]:
    target, part = collection.target, collection.parts[choice.part]
    if isinstance(target, Classes) and not target.per_step and collection.groups:
        fitting = [place for place, name in enumerate(target.names) if wanted in name.casefold()]
        exact = [place for place in fitting if target.names[place].casefold() == wanted]
        return np.isin(collection.groups.of_samples(choice.part), exact or fitting)
    if part.targets is None or collection.target_columns:  # these are searched with all other columns
        return np.zeros(len(part.inputs), bool)
    labels = (collection.label(choice.part, each).casefold() for each in range(len(part.inputs)))
    return np.array([wanted in label for label in labels], bool)
