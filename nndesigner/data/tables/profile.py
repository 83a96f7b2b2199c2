"""Everything that was found in a table, column by column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from nndesigner.catalog.preparations.text import Tokens
from nndesigner.data.opening import Note, Watch
from nndesigner.data.tables.columns import ColumnProfile, profiled
from nndesigner.data.tables.rows import Rows
from nndesigner.data.tokens import MOST_TEXTS, proposed_tokens

PREVIEW = 20
_LONGEST = 200
_MOST_NUMBERS = 1000
"""Numbers that are looked at as if they were text, which they seldom are."""


@dataclass(frozen=True)
class Profile:
    """A table of `rows` rows, and what its columns hold; of a very large file that comes from a part of the rows.

    `preview` are its first rows as text, with None where a value is missing; `tokens` would make symbols of a column
    if it were free text; `notes` were made while the file was read.
    """

    rows: int
    is_sampled: bool
    columns: tuple[ColumnProfile, ...]
    preview: tuple[tuple[str | None, ...], ...]
    tokens: Mapping[str, Tokens] = field(default_factory=dict, repr=False)
    notes: tuple[Note, ...] = ()

    def column(self, name: str) -> ColumnProfile:
        """The column called `name`. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON values."""
        columns = [column.to_plain() for column in self.columns]
        preview = [list(row) for row in self.preview]
        return {"rows": self.rows, "is_sampled": self.is_sampled, "columns": columns, "preview": preview}


def profile(rows: Rows, watch: Watch) -> Profile:
    """What the columns of `rows` hold. Raises Cancelled."""
    preview = tuple(tuple(_short(value) for value in row) for row in rows.frame.head(PREVIEW).rows())
    columns = tuple(_columns(rows, watch))
    tokens = {column.name: _tokens(rows.frame[column.name], column) for column in columns}
    return Profile(rows.table.rows, rows.table.is_sampled, columns, preview, tokens, rows.notes)


def _columns(rows: Rows, watch: Watch) -> Iterator[ColumnProfile]:
    for number, column in enumerate(rows.frame.iter_columns()):
        watch.tell(f"Looking at {column.name}", number / rows.frame.width)
        yield profiled(column, rows.table.decimal, rows.first)


def _tokens(values: pl.Series, column: ColumnProfile) -> Tokens:
    most = _MOST_NUMBERS if column.kind == "number" else MOST_TEXTS
    return proposed_tokens(values.drop_nulls().head(most).cast(pl.String))


def _short(value: object) -> str | None:
    return None if value is None else str(value)[:_LONGEST]
