"""Which steps of preparation make numbers of the columns of a table as they are used, and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from nndesigner.catalog.description import in_words
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.preparations.text import Tokens
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.data import tokens
from nndesigner.data.tables.columns import FEW, ColumnProfile
from nndesigner.data.tables.profile import Profile

_FAR = 20.0
"""Standard deviations from the mean at which one value would outweigh all others."""
Reasoned = tuple[Preparation, str]
"""A step, and the reason for it as the rest of a sentence."""


def steps(table: Table, profile: Profile) -> Iterator[Reasoned]:
    """The steps in their order."""
    inputs = [column for column in table.columns if column.use == "input"]
    targets = [column for column in table.columns if column.use == "target"]
    numbers = [column for column in inputs if column.kind == "number"]
    texts = [column for column in inputs if column.kind == "text"]
    yield from _step("drop_missing", _gaps(targets), "nothing can be learned from rows without a target")
    why = "the median takes the place of missing numbers"
    yield from _step("fill_missing", _gaps(numbers), why, strategy="median")
    words = _gaps([column for column in inputs if column.kind == "category"])
    why = "the most frequent value takes the place of missing words"
    yield from _step("fill_missing", words, why, strategy="most_frequent")
    why = "a missing text is read as an empty one"
    yield from _step("fill_missing", _gaps(texts), why, strategy="most_frequent")
    far = [column for column in numbers if _has_far(profile.column(column.name))]
    names = ", ".join(in_words(column.name) for column in far[:3])
    why = f"some values of {names} are more than {_FAR:g} deviations from the mean"
    yield from _step("clip", far, why, low_quantile=0.001, high_quantile=0.999)
    categories = [column for column in inputs if column.kind == "category"]
    yield from _step("one_hot", categories, "a network reads numbers, not words")
    amounts = [column for column in targets if column.kind == "number"]
    yield from _step("standardize", [*numbers, *amounts], "numbers of one size are learned fastest")
    if texts:
        proposed = profile.tokens.get(texts[0].name, Tokens())
        why = f"a network reads numbers, not words; {tokens.in_words(proposed)}"
        yield proposed.changed(columns=[column.name for column in texts]), why


def _gaps(columns: Sequence[TableColumn]) -> list[TableColumn]:
    return [column for column in columns if column.missing]


def _step(kind: str, columns: Sequence[TableColumn], why: str, **values: Any) -> Iterator[Reasoned]:
    if columns:
        yield Preparation.of_kind(kind, {"columns": [column.name for column in columns], **values}), why


def _has_far(column: ColumnProfile) -> bool:
    found = column.statistics
    if found.distinct <= FEW or not found.deviation or found.mean is None or found.low is None or found.high is None:
        return False
    return max(found.high - found.mean, found.mean - found.low) > _FAR * found.deviation
