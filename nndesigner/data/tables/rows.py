"""The rows of a table of any layout, whole or, of a very large file, some of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from nndesigner.catalog.description import in_words
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table
from nndesigner.data.opening import Note, Watch, referred
from nndesigner.data.samples import UnreadableData
from nndesigner.data.tables import workbook, writing
from nndesigner.data.tables.text import read_content, read_text
from nndesigner.data.tables.writing import unique_names

LARGEST_WHOLE = 2**30
"""Bytes: of larger files a part is looked at."""
_HEAD, _PIECE, _PIECES = 2**24, 2**22, 16
MOST_VALUES, _ROWS_OF_PIECE = 2**27, 20_000
"""Of Parquet, which may unpack to much more than the file holds, so many values are read at most."""
PARQUET, WORKBOOKS = (".parquet", ".pq"), (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True)
class Rows:
    """What was read: `table` says how the file is written, but nothing of its columns yet; `frame` holds the rows."""

    table: Table
    frame: pl.DataFrame
    notes: tuple[Note, ...] = ()
    above: int = 0
    """Empty rows that come before the first one."""

    @property
    def first(self) -> int | None:
        """The number of the first row of data, as a spreadsheet counts; None where rows were left out."""
        return None if self.table.is_sampled else 1 + self.table.has_header + self.above


def look(path: Path, watch: Watch) -> Rows:
    """The rows of a file, found out how they are written. Raises UnreadableData, OSError, Cancelled."""
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise UnreadableData(f"{path.name} is {kind}, but a table is one file.")
    if not path.stat().st_size:
        raise UnreadableData(f"{path.name} is empty.")
    table = Table(file=referred(path, watch))
    watch.tell("Reading", 0.0)
    ending = path.suffix.lower()
    read = _parquet if ending in PARQUET else _workbook if ending in WORKBOOKS else _text
    rows = read(path, table)
    watch.tell("Reading", 1.0)
    if not rows.frame.height:
        raise UnreadableData(f"{path.name} has names of columns, but no row of data.")
    return rows


def _text(path: Path, table: Table) -> Rows:
    found = writing.found(path)
    try:
        return _as_found(path, table, found)
    except UnreadableData:
        # the first letter that is no UTF-8 may come late in the file
        content = path.read_bytes() if found.encoding == "utf-8" and table.file.size <= LARGEST_WHOLE else b""
        wrong = writing.wrong_byte(content)
        if wrong is None or not content[:wrong].isascii():
            raise
        row = content[:wrong].count(b"\n") + 1
        why = f"Byte {wrong + 1} in row {row} is no UTF-8, so the file is read as Windows-1252."
        other = writing.found(path, "windows-1252")
        rows = _as_found(path, table, other)
        return replace(rows, notes=(Note(why, is_warning=True), *rows.notes))


def _as_found(path: Path, table: Table, found: writing.Writing) -> Rows:
    names = unique_names(found.first if found.has_header else [""] * len(found.first))
    table = table.changed(
        encoding=found.encoding, separator=found.separator, decimal=found.decimal, has_header=found.has_header
    )
    notes = (*found.notes, *_renamed(found.first if found.has_header else [], names))
    if table.file.size <= LARGEST_WHOLE:
        frame = read_text(table, names)
        return Rows(table.changed(rows=frame.height), frame, notes)
    head, others = _pieces(path, table.file.size, table.encoding)
    try:
        content = head + others
        frame = read_content(content, table, names)
    except UnreadableData:  # a piece may begin within a text of several lines; the head has the true rows
        content = head
        frame = read_content(content, table, names)
    size = len(content)
    number = round(frame.height * table.file.size / max(size, 1))
    looked = (
        f"The file is too large to look at whole: {grouped(frame.height)} of about {grouped(number)} rows were read."
    )
    return Rows(table.changed(rows=number, is_sampled=True), frame, (*notes, Note(looked, is_warning=True)))


def _pieces(path: Path, size: int, encoding: str) -> tuple[bytes, bytes]:
    """The beginning of a large file, and random pieces of the rest, in whole lines and as UTF-8."""
    if encoding.startswith("utf-16"):
        raise UnreadableData(f"{path.name} is too large to be read in UTF-16. Save it as UTF-8.")
    random = np.random.default_rng(size)
    starts = np.sort(random.integers(_HEAD, size - _PIECE, _PIECES))
    with path.open("rb") as file:
        head = file.read(_HEAD)
        pieces = []
        for start in starts:
            file.seek(int(start))
            piece = file.read(_PIECE)
            pieces.append(piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1])
    parts = _whole_rows(head), b"".join(pieces)
    if encoding == "utf-8":
        return parts
    return parts[0].decode(encoding, "replace").encode(), parts[1].decode(encoding, "replace").encode()


def _whole_rows(content: bytes) -> bytes:
    """The beginning of a table without what follows the last row that has ended."""
    end = content.rfind(b"\n") + 1
    marks = content.count(b'"', 0, end)
    while marks % 2 and end:  # this line ends within a text
        before = content.rfind(b"\n", 0, end - 1) + 1
        marks -= content.count(b'"', before, end)
        end = before
    return content[:end]


def _renamed(written: list[str], names: tuple[str, ...]) -> list[Note]:
    changed = [in_words(new) for old, new in zip(written, names, strict=bool(written)) if old.strip() != new]
    if not changed:
        return []
    return [Note(f"Names that were empty or there twice are now {', '.join(changed[:5])}.", is_warning=True)]


def _parquet(path: Path, table: Table) -> Rows:
    lazy, renamed = scanned(path)
    names = lazy.collect_schema().names()
    notes = [Note(f"Names that were empty or had spaces around them are now {renamed}.", True)] if renamed else []
    with reading_parquet(path):
        number = int(lazy.select(pl.len()).collect().item())
        is_sampled = number * len(names) > MOST_VALUES or path.stat().st_size > LARGEST_WHOLE // 4
        if is_sampled:
            part = max(number // _PIECES, 1)
            length = min(part, max(MOST_VALUES // (_PIECES * max(len(names), 1)), 1), _ROWS_OF_PIECE)
            frame = pl.concat([lazy.slice(start, length) for start in range(0, number, part)]).collect()
            read = f"{grouped(frame.height)} of {grouped(number)} rows were read."
            notes.append(Note(f"The file is large: {read}", is_warning=True))
        else:
            frame = lazy.collect()
    notes += [
        Note(f"{in_words(name)} holds {kind.base_type().__name__.lower()} values, which are left out.", is_warning=True)
        for name, kind in frame.schema.items()
        if kind.is_nested() or kind in (pl.Binary, pl.Object)
    ]
    table = table.changed(layout="parquet", has_header=False, rows=number, is_sampled=is_sampled)
    return Rows(table, as_plain(frame), tuple(notes))


def scanned(path: Path) -> tuple[pl.LazyFrame, str]:
    """A Parquet file, with names for all columns, and those that had to be changed. Raises UnreadableData."""
    with reading_parquet(path):
        lazy = pl.scan_parquet(path)
        written = lazy.collect_schema().names()
    names = dict(zip(written, unique_names(written), strict=True))
    changed = [in_words(new) for old, new in names.items() if old != new]
    return lazy.rename(names), ", ".join(changed[:5])


@contextmanager
def reading_parquet(path: Path) -> Iterator[None]:
    """Turns the errors of a file that cannot be read into UnreadableData."""
    try:
        yield
    except (PolarsError, pl.exceptions.PanicException) as error:
        reason = str(error).splitlines()[0].removeprefix("parquet: ").removeprefix("File out of specification: ")
        reason = f"{reason[:1].lower()}{reason[1:120]}".rstrip(".")
        advice = "Get it again from where it came from"
        raise UnreadableData(f"{path.name} cannot be read as Parquet: {reason}. {advice}.") from None


def as_plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers as they are, without NaN, and lengths of time in seconds; everything else as text, if it can be."""
    plain = []
    for column in frame.get_columns():
        if column.dtype.is_float() or column.dtype.is_decimal():
            plain.append(column.cast(pl.Float64).fill_nan(None))
        elif column.dtype == pl.Duration:
            plain.append(column.dt.total_nanoseconds() / 1e9)
        elif column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
            plain.append(pl.Series(column.name, [None] * len(column), pl.Null))
        else:
            plain.append(column if column.dtype.is_numeric() else column.cast(pl.String))
    return pl.DataFrame(plain)


def _workbook(path: Path, table: Table) -> Rows:
    known = workbook.sheets(path)
    name = workbook.largest(path, known)
    sheet = workbook.read_sheet(path, name)
    if not sheet.cells.height:
        raise UnreadableData(f"{path.name} is empty.")
    frame = sheet.cells
    some = [[value or "" for value in row] for row in frame.head(200).rows()]
    header, why = writing.has_header(some)
    table = table.changed(layout="excel", sheet=name, has_header=header, rows=frame.height - header)
    notes = [Note(why)]
    if len(known) > 1:
        others = ", ".join(in_words(each) for each in known if each != name)
        said = f"The sheet {in_words(name)} is read, because it holds the most; the others are {others}."
        notes.insert(0, Note(said, is_warning=True))
    names = unique_names(some[0] if header else [""] * frame.width)
    notes += _renamed(some[0] if header else [], names)
    return Rows(table, sheet_rows(frame, header, names), tuple(notes), sheet.above)


def sheet_rows(frame: pl.DataFrame, header: bool, names: tuple[str, ...]) -> pl.DataFrame:
    """The rows of a sheet below its header, with what is missing as null."""
    frame = frame.slice(int(header))
    frame.columns = list(names)
    stripped = pl.all().str.strip_chars()
    return frame.with_columns(pl.when(~stripped.is_in(writing.MISSING)).then(stripped))
