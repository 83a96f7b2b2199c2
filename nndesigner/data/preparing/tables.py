"""Every step on whole tables, as expressions of polars; the same as `rows.py` does to one row."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from nndesigner.catalog.description import Description, in_words
from nndesigner.data.preparing import rows
from nndesigner.data.preparing.fitted import Step
from nndesigner.data.samples import UnreadableData

Expressions = Callable[[str, Any], Iterable[pl.Expr]]


def readable(table: pl.DataFrame, described: Description) -> pl.DataFrame:
    """The described columns: numbers in double precision, all others as text, and NaN as missing.

    Raises UnreadableData.
    """
    columns = []
    for column in described.columns:
        if column.name not in table.columns:
            raise UnreadableData(f"The table should have a column {in_words(column.name)}, but has none.")
        wanted = pl.Float64 if column.kind == "number" else pl.String
        try:
            values = table[column.name].cast(wanted)
        except pl.exceptions.PolarsError:
            raise UnreadableData(f"The column {in_words(column.name)} holds values that are no numbers.") from None
        columns.append(values.fill_nan(None) if column.kind == "number" else values)
    return pl.DataFrame(columns)


def changed(table: pl.DataFrame, step: Step) -> pl.DataFrame:
    """The table after a fitted step."""
    columns: Mapping[str, Any] = step["columns"]
    if step["do"] == "drop":
        return table.drop_nulls(list(columns))
    of_column = _EXPRESSIONS[step["do"]]
    made = {name: list(of_column(name, learned)) for name, learned in columns.items()}
    return table.select(
        expression for name in table.columns for expression in (made[name] if name in made else [pl.col(name)])
    )


def _fill(name: str, usual: Any) -> Iterable[pl.Expr]:
    yield pl.col(name).fill_null(pl.lit(usual))


def _scale(name: str, learned: Any) -> Iterable[pl.Expr]:
    shift, factor, offset, low, high = learned
    scaled = (pl.col(name) - shift) * factor + offset
    yield scaled if low is None else scaled.clip(low, high)


def _clip(name: str, limits: Any) -> Iterable[pl.Expr]:
    yield pl.col(name).clip(*limits)


def _log(name: str, _: Any) -> Iterable[pl.Expr]:
    yield pl.col(name).sign() * pl.col(name).abs().log1p()


def _one_hot(name: str, columns: Any) -> Iterable[pl.Expr]:
    for category, column in columns.items():
        yield (pl.col(name) == pl.lit(category)).fill_null(False).cast(pl.Float64).alias(column)


def _tokens(name: str, learned: Any) -> Iterable[pl.Expr]:
    shape = pl.Array(pl.Int64, learned["length"])

    def numbered(texts: pl.Series) -> pl.Series:
        lists = [rows.tokens(name, text, learned)[name] for text in texts]
        return pl.Series(name, lists, dtype=shape)

    yield pl.col(name).map_batches(numbered, return_dtype=shape)


_EXPRESSIONS: Mapping[str, Expressions] = {
    "fill": _fill,
    "scale": _scale,
    "clip": _clip,
    "log": _log,
    "one_hot": _one_hot,
    "tokens": _tokens,
}
