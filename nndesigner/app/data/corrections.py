"""What the user corrects in a proposal for a table: the use and kind of columns, and what follows for the steps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from nndesigner.data.tables.columns import ColumnProfile
    from nndesigner.data.tables.profile import Profile

MOST_CATEGORIES = 1000
_FEW, _FAR = 20, 20.0


class CannotCorrect(UserError):
    """A column cannot be what the user wants it to be; the text says why."""


def needs_values(profile: "Profile", name: str, what: str, value: str) -> bool:
    """Whether the file has to be read again for a correction: to know the categories of a column of many."""
    column = profile.column(name)
    return what == "kind" and value == "category" and not column.categories and _can_be_categories(column)


def corrected(
    data: DataOptions, profile: "Profile", name: str, what: str, value: str, categories: Sequence[str] = ()
) -> DataOptions:
    """The data with another "use" or "kind" of one column, and the steps that follow. Raises CannotCorrect."""
    table = data.source
    assert isinstance(table, Table)
    if what == "kind":
        table = table.with_column(name, **_held(profile.column(name), value, tuple(categories)))
    else:
        table = _used(table, profile, name, value)
    return replace(data, source=table, preparation=tuple(steps(table, profile)))


def carried(data: DataOptions, before: DataOptions) -> DataOptions:
    """What was chosen `before` for a table with the same columns, applied to what was found now."""
    table, old = data.source, before.source
    if not isinstance(table, Table) or not isinstance(old, Table):
        return data
    if [column.name for column in table.columns] != [column.name for column in old.columns]:
        return data
    return replace(before, source=table.changed(columns=[column.model_dump() for column in old.columns]))


def target_of(table: Table) -> TableColumn | None:
    """The first column that is to be answered."""
    return next((column for column in table.columns if column.use == "target"), None)


def steps(table: Table, profile: "Profile") -> Iterator[Preparation]:
    """The steps that make numbers of the columns as they are used now, as they would be proposed."""
    inputs = [column for column in table.columns if column.use == "input"]
    targets = [column for column in table.columns if column.use == "target"]
    numbers = [column for column in inputs if column.kind == "number"]
    yield from _step("drop_missing", [column for column in targets if column.missing])
    yield from _step("fill_missing", [column for column in numbers if column.missing], strategy="median")
    gaps = [column for column in inputs if column.kind != "number" and column.missing]
    yield from _step("fill_missing", gaps, strategy="most_frequent")
    far = [column for column in numbers if _has_far(profile.column(column.name))]
    yield from _step("clip", far, low_quantile=0.001, high_quantile=0.999)
    yield from _step("one_hot", [column for column in inputs if column.kind == "category"])
    yield from _step("standardize", [*numbers, *(column for column in targets if column.kind == "number")])
    yield from _step("tokens", [column for column in inputs if column.kind == "text"])


def _step(kind: str, columns: Sequence[TableColumn], **values: Any) -> Iterator[Preparation]:
    if columns:
        yield Preparation.of_kind(kind, {"columns": [column.name for column in columns], **values})


def _can_be_categories(column: "ColumnProfile") -> bool:
    return column.statistics.distinct <= MOST_CATEGORIES


def _held(column: "ColumnProfile", kind: str, categories: tuple[str, ...]) -> dict[str, Any]:
    """What a column is when it holds values of this kind. Raises CannotCorrect."""
    found = column.statistics
    if kind == "number":
        if found.low is None:
            raise CannotCorrect(f"{column.name} holds words, which cannot be read as numbers. Categories fit them.")
        return {"kind": kind, "categories": (), "low": found.low, "high": found.high}
    if kind == "text":
        return {"kind": kind, "categories": (), "low": None, "high": None}
    if not _can_be_categories(column):
        many = f"{column.name} has {found.distinct} different values, but categories may be {MOST_CATEGORIES} at most."
        raise CannotCorrect(f"{many} Keep it as numbers, or leave it out.")
    return {"kind": kind, "categories": column.categories or categories, "low": None, "high": None}


def _used(table: Table, profile: "Profile", name: str, use: str) -> Table:
    if use != "target":
        return table.with_column(name, use=use)
    for column in table.columns:
        if column.use == "target" and column.name != name:
            table = table.with_column(column.name, use="input")
    return table.with_column(name, use=use)


def _has_far(column: "ColumnProfile") -> bool:
    found = column.statistics
    if found.distinct <= _FEW or not found.deviation or found.mean is None or found.low is None or found.high is None:
        return False
    return max(found.high - found.mean, found.mean - found.low) > _FAR * found.deviation
