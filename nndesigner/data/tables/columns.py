"""What kind of values each column holds, and which columns say nothing."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nndesigner.catalog.description import ColumnKind, in_words
from nndesigner.data.tables.statistics import Statistics, of_numbers, of_words

MOST_CATEGORIES = 1000
FEW = 20
"""So many different values are categories, however few rows there are."""
MOST_AS_INPUT = 100
"""Categories that an input may have: each becomes a column."""
_REPEATS = 0.5
_NEARLY_ALL = 0.9
_WORDS = 4
"""Words on the average in what is free text."""
_DRESSED = re.compile(
    r"[^\w\s]?\s?[-+−]?\s?(\d+|\d{1,3}([.,' \u00a0\u202f’]\d{3})+)([.,]\d+)?\s?((?P<unit>[^\W\d]{1,3})|[^\w\s])?"
    r"|0x[0-9a-fA-F]+|\d+(_\d+)+|[-+]?\d[\d.]*[dD][-+]?\d+"
)
"""A number with something about it: a unit, a currency, per cent, or signs between thousands."""
_LOOKED_AT = 200
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


def profiled(column: pl.Series, decimal: str, first_row: int | None) -> ColumnProfile:
    """What is in a column of text or numbers, of which the first value stands in row `first_row` of the file.

    That is None where rows were left out, so that the row of a value is unknown.
    """
    name = column.name
    if column.dtype == pl.Null:
        reason = "it holds nothing that is a number or a word"
        return ColumnProfile(name, "text", Statistics(len(column), len(column), 0), why_ignored=reason)
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
    if decimal == ",":  # then a point is none, but may stand between thousands
        with_point, value = pl.first().str.contains(".", literal=True), pl.first().str.replace(",", ".", literal=True)
        column = column.to_frame().select(pl.when(~with_point).then(value)).to_series()
    numbers = column.cast(pl.Float64, strict=False)
    return numbers.fill_nan(None) if numbers.is_nan().any() else numbers


def categories_of(column: pl.Series) -> tuple[str, ...]:
    """All different values as text, numbers by size and others by letters."""
    found = [str(each) for each in column.cast(pl.String).drop_nulls().unique()]
    try:
        return tuple(sorted(found, key=lambda each: (float(each), each)))
    except ValueError:
        return tuple(sorted(found))


def _of_numbers(column: pl.Series, numbers: pl.Series, first_row: int | None) -> ColumnProfile:
    statistics = of_numbers(numbers)
    notes = []
    if statistics.infinite:
        place = numbers.is_infinite().fill_null(False).arg_max() or 0
        values = "value is" if statistics.infinite == 1 else "values are"
        where = f", the first in row {place + first_row}" if first_row else ""
        notes.append(f"{statistics.infinite} {values} infinite{where}")
    few = statistics.distinct <= FEW
    categories = categories_of(column) if few else ()
    reason = ""
    if statistics.distinct == 1 and not statistics.missing:
        reason = "it is always the same"
    elif statistics.distinct == statistics.known > 2:
        reason = _why_numbering(column.name, numbers.drop_nulls().cast(pl.Float64).to_numpy())
    return ColumnProfile(column.name, "number", statistics, categories, reason, tuple(notes))


def _why_numbering(name: str, numbers: NDArray[np.float64]) -> str:
    """Why numbers of which none is there twice are of no use; empty when they may be."""
    if not np.isfinite(numbers).all() or (numbers % 1).any():
        return ""
    if _is_called_identifier(name):
        return "it numbers the rows"
    return "it counts the rows" if len(numbers) > FEW and (np.diff(numbers) == 1).all() else ""


def _of_words(column: pl.Series, numbers: pl.Series, failing: int, first_row: int | None) -> ColumnProfile:
    statistics = of_words(column)
    known, distinct = statistics.known, statistics.distinct
    words = float(column.drop_nulls().head(5000).str.count_matches(r"\S+").mean() or 0)  # type: ignore[arg-type]
    repeats = distinct <= FEW or (distinct <= MOST_CATEGORIES and distinct <= _REPEATS * known)
    is_unique = distinct > _NEARLY_ALL * known and known > 2
    kind: ColumnKind = "category" if repeats and not (is_unique and words >= _WORDS) else "text"
    reason = ""
    if distinct == 1 and not statistics.missing:
        reason = "it is always the same"
    elif is_unique and words < _WORDS and known > FEW:
        reason = "nearly every row has another value, so it names the rows"
    elif kind == "text" and words < _WORDS:
        reason = f"it has {distinct} different values, too many for categories"
    elif kind == "category" and distinct > MOST_AS_INPUT:
        reason = f"it has {distinct} different values, too many for one column each"
    categories = categories_of(column) if kind == "category" else ()
    note = _nearly_numbers(column, numbers, failing, first_row, distinct)
    return ColumnProfile(column.name, kind, statistics, categories, reason, (note,) if note else ())


def _nearly_numbers(column: pl.Series, numbers: pl.Series, failing: int, first_row: int | None, distinct: int) -> str:
    """What keeps a column of words from being one of numbers, when most of it could be; otherwise empty."""
    known = len(column) - column.null_count()
    is_strange = numbers.is_null() & column.is_not_null()
    place = is_strange.arg_max() or 0
    value = in_words(str(column[place]))
    has = f"row {place + first_row} has {value}" if first_row else f"one is {value}"
    strange = column.filter(is_strange).head(_LOOKED_AT).to_list()
    matches = [_DRESSED.fullmatch(each) for each in strange]
    if all(each and (distinct > FEW or not each["unit"]) for each in matches):  # 1st and 2nd are categories
        return f"its values look like numbers written in another way; {has}. Write plain numbers to learn from them"
    return f"all but {failing} of its values are numbers; {has}" if failing * 2 < known else ""


def _is_called_identifier(name: str) -> bool:
    return bool(_IDENTIFIER.search(name.strip()) or _CAMEL_IDENTIFIER.search(name.strip()))
