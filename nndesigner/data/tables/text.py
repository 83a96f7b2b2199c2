"""Reads tables of text; what cannot be read is found again row by row, to say where it is."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from nndesigner.catalog.sources.table import Table
from nndesigner.data.samples import UnreadableData
from nndesigner.data.tables.writing import MISSING, wrong_byte

_CHUNK = 2**24


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
    for read_as_numbers, missing in [*ways, ((), ())]:
        with suppress(PolarsError):
            return _parsed(source, table, names, read_as_numbers, missing, kept)
    _find_fault(source, table, len(names))
    raise UnreadableData(f"{Path(table.file.path).name} cannot be read: a quotation mark may be missing.")


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
    stripped = pl.col(pl.String).str.strip_chars()
    known = pl.when(~stripped.is_in(MISSING)).then(stripped)
    return frame.with_columns(known, pl.col(pl.Float64).fill_nan(None))


def _has_usual_lines(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(2**20)
    return b"\n" in head or b"\r" not in head


def _as_utf8(path: Path, encoding: str) -> bytes:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise UnreadableData(
            f"{path.name} is to be read as {encoding.upper()}, but byte {error.start + 1} is no letter in it."
        ) from None
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text.encode()


def _has_even_rows(source: Path | bytes, separator: str, width: int) -> bool:
    """Whether there are so many separators that no row can be short, given that none is too long."""
    separators = lines = 0
    last = b"\n"
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        while chunk := file.read(_CHUNK):
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
    blank = 0
    binary = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=table.separator)
        number = 0
        try:
            for number, row in enumerate(rows, 1):
                if not row:
                    blank += 1
                    continue
                if blank:
                    raise UnreadableData(f"Row {number - blank} of {name} is empty, but others follow. Remove it.")
                if len(row) != width:
                    fields = f"{len(row)} field{'' if len(row) == 1 else 's'}"
                    raise UnreadableData(
                        f"Row {number} of {name} has {fields}, but {width} are expected. "
                        "Look for a separator or a quotation mark that is missing or too much."
                    )
        except UnicodeDecodeError:
            raise _wrong_letter(source, name) from None
        except csv.Error as error:
            raise UnreadableData(f"Row {number + 1} of {name} cannot be read: {error}.") from None
    return blank


def _wrong_letter(source: Path | bytes, name: str) -> UnreadableData:
    content = source if isinstance(source, bytes) else source.read_bytes()
    place = wrong_byte(content) or 0
    row = content[:place].count(b"\n") + 1
    return UnreadableData(
        f"{name} should be UTF-8, but byte {place + 1} (0x{content[place]:02X}) in row {row} is none. "
        "Choose another encoding, or save it again as UTF-8."
    )
