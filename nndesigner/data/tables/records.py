"""Reads the rows of a table that was opened before, and holds them against what was found then."""

from pathlib import Path

import polars as pl
import psutil

from nndesigner.catalog.description import in_words
from nndesigner.catalog.problems import shown
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.data.samples import Records, UnreadableData
from nndesigner.data.tables import workbook, writing
from nndesigner.data.tables.columns import as_numbers
from nndesigner.data.tables.rows import as_plain, reading_parquet, scanned, sheet_rows
from nndesigner.data.tables.text import read_text

_BYTES_PER_NUMBER, _BYTES_PER_WORD, _BYTES_PER_CATEGORY = 40, 40, 20
"""What a value needs at most while it is read and prepared, roughly; categories of inputs become a column each."""


def records(table: Table) -> Records:
    """The columns of `table` that are used, as numbers or text. Raises UnreadableData."""
    path = Path(table.file.path)
    if not table.used():
        raise UnreadableData(f"No column of {path.name} is used. Choose inputs and a target.")
    _require_memory(table)
    try:
        frame, above = _frame(table)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableData(f"{path} cannot be read: {reason[:1].lower()}{reason[1:]}.") from None
    if not frame.height:
        raise UnreadableData(f"{path.name} has no row of data.")
    first = 1 + table.has_header + above
    return Records(pl.DataFrame([_checked(frame.get_column(each.name), each, table, first) for each in table.used()]))


def column_values(table: Table, name: str) -> pl.Series:
    """One column of the file, as text or numbers. Raises UnreadableData, OSError."""
    alone = [each.model_dump() | {"use": "input" if each.name == name else "ignored"} for each in table.columns]
    return _frame(table.changed(columns=alone))[0].get_column(name)


def _frame(table: Table) -> tuple[pl.DataFrame, int]:
    """The columns that are used, and how many empty rows come before the first one."""
    path = Path(table.file.path)
    names = [column.name for column in table.columns]
    wanted = [column.name for column in table.used()]
    if table.layout == "parquet":
        return _parquet(path, wanted), 0
    if table.layout == "excel":
        sheet = workbook.read_sheet(path, table.sheet)
        raw = sheet.cells
        header = [value or "" for value in raw.row(0)] if raw.height and table.has_header else [""] * raw.width
        _require_names(path, header, names)
        return sheet_rows(raw, table.has_header, tuple(names)).select(wanted), sheet.above
    if not path.stat().st_size:
        raise UnreadableData(f"{path.name} is empty.")
    found = writing.first_row(path, table.encoding, table.separator)
    _require_names(path, found if table.has_header else [""] * len(found), names)
    numbers = [column.name for column in table.used() if column.kind == "number"]
    return read_text(table, names, numbers, wanted), 0


def _require_names(path: Path, header: list[str], names: list[str]) -> None:
    """Raise UnreadableData when the columns are no longer those that were found."""
    now = list(writing.unique_names(header))
    if now == names:
        return
    place = next((number for number, pair in enumerate(zip(now, names, strict=False)) if pair[0] != pair[1]), -1)
    what = f"{len(now)} columns instead of {len(names)}"
    if place >= 0:
        what = f"the column {in_words(now[place])} where {in_words(names[place])} was"
    raise UnreadableData(f"{path.name} has changed since it was opened: it has {what}. Open it again.")


def _parquet(path: Path, wanted: list[str]) -> pl.DataFrame:
    lazy, _ = scanned(path)
    with reading_parquet(path):
        known = lazy.collect_schema().names()
        if lost := [name for name in wanted if name not in known]:
            message = f"{path.name} has changed since it was opened: the column {in_words(lost[0])} is gone."
            raise UnreadableData(f"{message} Open it again.")
        return as_plain(lazy.select(wanted).collect())


def _checked(values: pl.Series, column: TableColumn, table: Table, first: int) -> pl.Series:
    name, where = Path(table.file.path).name, in_words(column.name)
    if values.null_count() and not column.missing:
        row = (values.is_null().arg_max() or 0) + first
        message = f"Row {row} of {name} has no value in the column {where}, but none was missing when it was opened."
        raise UnreadableData(f"{message} Open it again.")
    if column.kind == "number":
        return _numbers(values, name, where, table.decimal, first)
    text = values if values.dtype == pl.String else values.cast(pl.String)
    # in rows that were never looked at an input may have other categories, which One-hot takes for none
    if column.kind == "category" and not (table.is_sampled and column.use == "input"):
        _require_known(text, column, name, first)
    return text


def _numbers(values: pl.Series, name: str, where: str, decimal: str, first: int) -> pl.Series:
    numbers = as_numbers(values, decimal).cast(pl.Float64)
    if numbers.null_count() > values.null_count():
        place = (numbers.is_null() & values.is_not_null()).arg_max() or 0
        message = f"Row {place + first} of {name} has {shown(str(values[place]))} in the column {where}"
        raise UnreadableData(f"{message}, where a number should be. Correct it, or take the column as categories.")
    infinite = numbers.is_infinite().fill_null(False)
    if infinite.any():
        place = infinite.arg_max() or 0
        message = f"Row {place + first} of {name} has an infinite number in the column {where}"
        raise UnreadableData(f"{message}, which nothing can be learned from. Correct it, or ignore the column.")
    return numbers


def _require_known(values: pl.Series, column: TableColumn, name: str, first: int) -> None:
    known = set(column.categories)
    strange = [each for each in values.drop_nulls().unique() if each not in known]
    where = in_words(column.name)
    if strange:
        place = values.is_in(strange).fill_null(False).arg_max() or 0
        message = f"Row {place + first} of {name} has {shown(str(values[place]))} in the column {where}"
        raise UnreadableData(f"{message}, which is none of its {len(known)} known values. Open the table again.")
    if column.use == "target" and len(known) < 2:
        only = f"only the class {shown(column.categories[0])}" if column.categories else "no class"
        raise UnreadableData(f"The target {where} of {name} has {only}, so there is nothing to distinguish.")


def _require_memory(table: Table) -> None:
    """Raise UnreadableData when a very large table would not fit."""
    used = table.used()
    needed = table.rows * sum(_bytes_of(column) for column in used)
    if table.layout == "text" and any(column.kind == "text" for column in used):
        needed += table.file.size  # texts are as long as they like
    free = psutil.virtual_memory().available
    if needed > free:
        message = f"{Path(table.file.path).name} does not fit into memory: about {grouped(table.rows)} rows of"
        sizes = f"{len(used)} columns need about {needed / 1e9:.1f} GB, but {free / 1e9:.1f} GB are free"
        raise UnreadableData(f"{message} {sizes}. Ignore columns, or keep fewer rows in the file.")


def _bytes_of(column: TableColumn) -> int:
    """What a row needs of this column."""
    if column.kind == "number":
        return _BYTES_PER_NUMBER
    is_spread = column.kind == "category" and column.use == "input"
    return _BYTES_PER_WORD + (_BYTES_PER_CATEGORY * len(column.categories) if is_spread else 0)
