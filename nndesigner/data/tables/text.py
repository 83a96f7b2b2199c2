"""Reads tables of text; what cannot be read is found again row by row, to say where it is."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from nndesigner.catalog.sources.table import Table
from nndesigner.data.samples import UnreadableData
from nndesigner.data.tables.writing import MISSING

_CHUNK = 2**24
LARGEST_CONVERTED = 2**30
"""Bytes: larger files have to be written in UTF-8, because all others are held in memory to be read."""
_TITLES = 10
"""Rows that may stand above the names of the columns by mistake."""


def read_text(
    table: Table, names: Sequence[str], numbers: Sequence[str] = (), wanted: Sequence[str] = ()
) -> pl.DataFrame:
    """The columns `wanted`, or all, of the rows in the file of `table`, whose columns are called `names`.

    Those in `numbers` are read as such where every one of their fields is a number, everything else as text. What is
    missing is null. Raises UnreadableData for rows that are too long or too short, and for letters that are none.
    """
    path = Path(table.file.path)
    source = path if table.encoding == "utf-8" and _has_usual_lines(path) else _as_utf8(path, table.encoding)
    return read_content(source, table, names, numbers, wanted)


def read_content(
    source: Path | bytes, table: Table, names: Sequence[str], numbers: Sequence[str] = (), wanted: Sequence[str] = ()
) -> pl.DataFrame:
    """Like `read_text`, from a file of UTF-8 or the bytes in it."""
    wanted = wanted or names
    kept = [name for name in names if name in wanted or name == names[-1]]  # a short row misses the last one
    frame = _first_that_can_be_read(source, table, names, numbers, kept)
    blank = 0
    if frame.get_column(names[-1]).null_count():
        blank = _blank_at_the_end(source) if len(names) == 1 else 0
        if len(names) > 1 and not _has_even_rows(source, table.separator, len(names)):
            blank = _find_fault(source, table, len(names))
    return frame.head(frame.height - blank).select([name for name in kept if name in wanted])


def _first_that_can_be_read(
    source: Path | bytes, table: Table, names: Sequence[str], numbers: Sequence[str], kept: list[str]
) -> pl.DataFrame:
    """As numbers with gaps at most, which is fastest; with words where they are missing; all as text."""
    ways: list[tuple[Sequence[str], Sequence[str]]] = [(numbers, ()), (numbers, MISSING)] if numbers else []
    if table.decimal == "," and _holds(source, b"."):
        ways = []  # polars takes a point for a decimal comma, but here it may stand between thousands
    for read_as_numbers, missing in [*ways, ((), ())]:
        with suppress(PolarsError):
            return _parsed(source, table, names, read_as_numbers, missing, kept)
    _find_fault(source, table, len(names))
    return _row_by_row(source, table, names, kept)


def _parsed(
    source: Path | bytes,
    table: Table,
    names: Sequence[str],
    numbers: Sequence[str],
    missing: Sequence[str],
    kept: list[str],
) -> pl.DataFrame:
    # by place, because polars makes names that are there twice differ in its own way
    places = {name: f"column_{number}" for number, name in enumerate(names)}
    frame = pl.read_csv(
        source,
        has_header=False,
        skip_rows=int(table.has_header),
        separator=table.separator,
        decimal_comma=table.decimal == "," and table.separator != ",",
        schema={place: pl.Float64 if name in numbers else pl.String for name, place in places.items()},
        columns=[places[name] for name in kept],
        null_values=list(missing) or None,
    )
    frame.columns = kept
    return _without_missing(frame)


def _row_by_row(source: Path | bytes, table: Table, names: Sequence[str], kept: list[str]) -> pl.DataFrame:
    """As text, slowly: what polars does not read, such as quotation marks within a field that has none around it."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > LARGEST_CONVERTED // 4:
        name = Path(table.file.path).name
        raise UnreadableData(f"{name} cannot be read: a quotation mark stands within a field. Double it.")
    columns: list[list[str]] = [[] for _ in names]
    with _opened(source) as file:
        rows = filter(None, csv.reader(file, delimiter=table.separator))
        for row in islice(rows, int(table.has_header), None):
            for column, field in zip(columns, row, strict=True):
                column.append(field)
    return _without_missing(pl.DataFrame(dict(zip(names, columns, strict=True))).select(kept))


def _without_missing(frame: pl.DataFrame) -> pl.DataFrame:
    stripped = pl.col(pl.String).str.strip_chars()
    known = pl.when(~stripped.is_in(MISSING)).then(stripped)
    return frame.with_columns(known, pl.col(pl.Float64).fill_nan(None))


def _opened(source: Path | bytes) -> io.TextIOWrapper:
    binary = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _holds(source: Path | bytes, sign: bytes) -> bool:
    return any(sign in chunk for chunk in _chunks(source))


def _has_usual_lines(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(2**20)
    return b"\n" in head or b"\r" not in head


def _as_utf8(path: Path, encoding: str) -> bytes:
    if path.stat().st_size > LARGEST_CONVERTED:
        written = "with other ends of lines than usual" if encoding == "utf-8" else f"in {encoding.upper()}"
        raise UnreadableData(f"{path.name} is too large to be read {written}. Save it again as UTF-8 with usual lines.")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise UnreadableData(
            f"{path.name} is to be read as {encoding.upper()}, but byte {error.start + 1} is no letter in it. "
            "Save it again as UTF-8."
        ) from None
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text.encode()


def _has_even_rows(source: Path | bytes, separator: str, width: int) -> bool:
    """Whether there are so many separators that no row can be short, given that none is too long."""
    separators = lines = 0
    last = b"\n"
    for chunk in _chunks(source):
        values = np.frombuffer(chunk, np.uint8)
        if b'"' in chunk:
            return False
        separators += int(np.count_nonzero(values == ord(separator)))
        lines += int(np.count_nonzero(values == ord("\n")))
        last = chunk[-1:]
    return separators == (width - 1) * (lines + (last != b"\n"))


def _blank_at_the_end(source: Path | bytes) -> int:
    """How many blank lines a file of one column ends with; in between they are missing values."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        file.seek(max(size - _CHUNK, 0))
        tail = file.read().replace(b"\r", b"")
    return max(len(tail) - len(tail.rstrip(b"\n")) - 1, 0)


def _find_fault(source: Path | bytes, table: Table, width: int) -> int:
    """Raise UnreadableData for the first row that is wrong; else gives the number of blank rows at the end.

    Rows are counted as a spreadsheet does: the first one is row 1, whether it holds names or not.
    """
    name = Path(table.file.path).name
    blank = number = 0
    with _opened(source) as file:
        try:
            for number, row in enumerate(csv.reader(file, delimiter=table.separator, strict=True), 1):
                if not row:
                    blank += 1
                elif blank:
                    raise UnreadableData(f"Row {number - blank} of {name} is empty, but others follow. Remove it.")
                elif len(row) != width:
                    raise _of_other_width(row, number, width, name)
        except UnicodeDecodeError:
            raise _wrong_letter(source, name) from None
        except csv.Error as error:
            raise _badly_quoted(error, number + 1, name) from None
    return blank


def _of_other_width(row: list[str], number: int, width: int, name: str) -> UnreadableData:
    fields, expected = f"{len(row)} field{'' if len(row) == 1 else 's'}", f"{width} {'is' if width == 1 else 'are'}"
    if width < len(row) and number <= _TITLES:
        advice = "Remove what stands above the names of the columns, or look for a name that is missing."
    else:
        advice = "Look for a separator or a quotation mark that is missing or too much."
    return UnreadableData(f"Row {number} of {name} has {fields}, but {expected} expected. {advice}")


def _badly_quoted(error: csv.Error, row: int, name: str) -> UnreadableData:
    said = str(error)
    if "end of data" in said:
        return UnreadableData(f"Row {row} of {name} has a quotation mark that is never closed. Close or remove it.")
    if "expected after" in said:
        message = f"Row {row} of {name} has a quotation mark within a text between quotation marks. Double it."
        return UnreadableData(message)
    return UnreadableData(f"Row {row} of {name} cannot be read: {said}.")


def _wrong_letter(source: Path | bytes, name: str) -> UnreadableData:
    place = row = 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(source):
        begun = len(decoder.getstate()[0])  # of a letter whose bytes are in two chunks
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            start = max(error.start - begun, 0)
            place, row = place + error.start - begun + 1, row + chunk.count(b"\n", 0, start) + 1
            what = f"byte {place} (0x{error.object[error.start]:02X}) in row {row} is none"
            advice = "Choose another encoding, or save it again as UTF-8"
            return UnreadableData(f"{name} should be UTF-8, but {what}. {advice}.")
        place, row = place + len(chunk), row + chunk.count(b"\n")
    return UnreadableData(f"{name} should be UTF-8, but ends within a letter. Save it again as UTF-8.")
