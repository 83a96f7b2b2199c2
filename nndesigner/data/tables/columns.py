"""What kind of values each column holds, and which columns tell nothing."""

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from nndesigner.catalog.description import ColumnKind, in_words
from nndesigner.data.tables.statistics import Statistics, of_numbers, of_words

MOST_CATEGORIES = 1000
FEW = 20
"""So many different values are categories, however few rows there are."""
MOST_AS_INPUT = 100
"""Categories that an input may have: each becomes a column."""
_REPEATS = 0.5
_MOSTLY = 0.95
_NEARLY_ALL = 0.9
_WORDS = 4
"""Words on the average in what is free text."""
_IDENTIFIER = re.compile(r"(?i)^(id|index|idx|nr|no|number|row|rownum|row ?number|uuid|key|unnamed.*)$|[_ ]id$")
_CAMEL_IDENTIFIER = re.compile(r"[a-z](Id|ID)$")


@dataclass(frozen=True)
class ColumnProfile:
    """One column: what it holds, in numbers too. `why_ignored` says why it is of no use; `notes` what is odd about it.

    `categories` are its different values where these are few, in their order.
    """

    name: str
    kind: ColumnKind
    statistics: Statistics
    categories: tuple[str, ...] = ()
    why_ignored: str = ""
    notes: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "name": self.name,
            "kind": self.kind,
            "why_ignored": self.why_ignored,
            "categories": list(self.categories),
            "notes": list(self.notes),
            **self.statistics.to_plain(),
        }


def profiled(column: pl.Series, decimal: str, first_row: int) -> ColumnProfile:
    """What is in a column of text or numbers, of which the first value stands in row `first_row` of the file."""
    name = column.name
    if column.dtype == pl.Null:
        return ColumnProfile(name, "text", Statistics(len(column), len(column), 0), why_ignored="it holds no values")
    numbers = as_numbers(column, decimal)
    failing = numbers.null_count() - column.null_count()
    known = len(column) - column.null_count()
    if not known:
        return ColumnProfile(name, "number", of_words(column.cast(pl.String)), why_ignored="it has no value at all")
    if not failing:
        return _of_numbers(column, numbers, first_row)
    return _of_words(column, numbers, failing, first_row)


def as_numbers(column: pl.Series, decimal: str) -> pl.Series:
    """The column as numbers; null also where something is no number."""
    if column.dtype.is_numeric():
        return column
    text = column.str.replace(",", ".", literal=True) if decimal == "," else column
    numbers = text.cast(pl.Float64, strict=False)
    return numbers.fill_nan(None) if numbers.is_nan().any() else numbers


def categories_of(column: pl.Series) -> tuple[str, ...]:
    """All different values as text, numbers by size and others by letters."""
    found = [str(each) for each in column.cast(pl.String).drop_nulls().unique()]
    try:
        return tuple(sorted(found, key=lambda each: (float(each), each)))
    except ValueError:
        return tuple(sorted(found))


def _of_numbers(column: pl.Series, numbers: pl.Series, first_row: int) -> ColumnProfile:
    statistics = of_numbers(numbers)
    notes = []
    if statistics.infinite:
        place = numbers.is_infinite().fill_null(False).arg_max() or 0
        notes.append(f"{statistics.infinite} values are infinite, the first in row {place + first_row}")
    few = statistics.distinct <= FEW
    categories = categories_of(column) if few else ()
    name = column.name
    reason = ""
    is_whole = bool((numbers.drop_nulls() % 1 == 0).all()) if statistics.distinct == statistics.known > 2 else False
    if statistics.distinct == 1 and not statistics.missing:
        reason = "it is always the same"
    elif is_whole and _is_called_identifier(name):
        reason = "it numbers the rows"
    elif is_whole and statistics.known > FEW and bool((numbers.drop_nulls().diff().drop_nulls() == 1).all()):
        reason = "it counts the rows"
    return ColumnProfile(name, "number", statistics, categories, reason, tuple(notes))


def _of_words(column: pl.Series, numbers: pl.Series, failing: int, first_row: int) -> ColumnProfile:
    statistics = of_words(column)
    known, distinct = statistics.known, statistics.distinct
    words = float(column.drop_nulls().head(5000).str.count_matches(r"\S+").mean() or 0)  # type: ignore[arg-type]
    repeats = distinct <= FEW or (distinct <= MOST_CATEGORIES and distinct <= _REPEATS * known)
    is_unique = distinct > _NEARLY_ALL * known and known > 2
    kind: ColumnKind = "category" if repeats and not (is_unique and words >= _WORDS) else "text"
    notes, reason = [], ""
    if failing < (1 - _MOSTLY) * known:
        place = (numbers.is_null() & column.is_not_null()).arg_max() or 0
        value = in_words(str(column[place]))
        notes.append(f"all but {failing} of its values are numbers; row {place + first_row} has {value}")
    if distinct == 1 and not statistics.missing:
        reason = "it is always the same"
    elif is_unique and words < _WORDS and known > FEW:
        reason = "nearly every row has another value, so it names the rows"
    elif kind == "text" and words < _WORDS:
        reason = f"it has {distinct} different values, too many for categories"
    elif kind == "category" and distinct > MOST_AS_INPUT:
        reason = f"it has {distinct} different values, too many for one column each"
    categories = categories_of(column) if kind == "category" else ()
    return ColumnProfile(column.name, kind, statistics, categories, reason, tuple(notes))


def _is_called_identifier(name: str) -> bool:
    return bool(_IDENTIFIER.search(name.strip()) or _CAMEL_IDENTIFIER.search(name.strip()))
