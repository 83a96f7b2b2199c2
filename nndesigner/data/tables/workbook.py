"""Reads a sheet of an Excel workbook, after looking whether it is as small as it says."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import fastexcel
import polars as pl

from nndesigner.data.samples import UnreadableData

LARGEST = 2**30
"""Bytes that a workbook may hold unpacked."""
_CHUNK = 2**20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: tuple[Literal["string", "float"], ...] = ("string", "float")


def sheets(path: Path) -> list[str]:
    """The names of the sheets. Raises UnreadableData, OSError."""
    _require_bounded(path)
    try:
        return fastexcel.read_excel(path).sheet_names
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from None


def largest(path: Path, names: Sequence[str]) -> str:
    """The sheet with the most cells, the first one of several; notes and legends are smaller than data."""
    if len(names) == 1:
        return names[0]
    try:
        book = fastexcel.read_excel(path)
        sizes = {name: _cells(book, name) for name in names}
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from None
    return max(names, key=lambda name: sizes[name])


def _cells(book: fastexcel.ExcelReader, name: str) -> int:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    return sum(column.len() - column.null_count() for column in pl.DataFrame(sheet))


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet as text, null where they are empty, without the empty rows around them.

    `above` is how many empty rows come before.
    """

    cells: pl.DataFrame
    above: int


def read_sheet(path: Path, sheet: str) -> Sheet:
    """All rows of a sheet, the header too. Raises UnreadableData, OSError."""
    known = sheets(path)
    if sheet not in known:
        raise UnreadableData(f"{path.name} has no sheet {sheet!r}. It has: {', '.join(known)}.")
    try:
        book = fastexcel.read_excel(path)
        text, numbers = (
            pl.DataFrame(book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes=kind)) for kind in _KINDS
        )
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from None
    cells = text.select(_exact(column, numbers[column.name]) for column in text)
    if not cells.width:
        return Sheet(cells, 0)
    filled = cells.select(~pl.all_horizontal(pl.all().str.strip_chars().fill_null("") == "")).to_series().arg_true()
    if not len(filled):
        return Sheet(cells.clear(), 0)
    return Sheet(cells[filled[0] : filled[-1] + 1], filled[0])


def _exact(text: pl.Series, numbers: pl.Series) -> pl.Series:
    """The text of cells, in which fastexcel rounds numbers to nine decimals, with all their digits."""
    read = text.cast(pl.Float64, strict=False)
    is_rounded = (read.is_not_null() & numbers.is_not_null() & (read != numbers)).fill_null(False)
    return numbers.cast(pl.String).zip_with(is_rounded, text)


def _unreadable(path: Path, error: Exception) -> UnreadableData:
    reason = str(error).splitlines()[0].rsplit("error: ", 1)[-1][:120]
    return UnreadableData(f"{path.name} cannot be read as a workbook: {reason}. Save it again as .xlsx or as CSV.")


def _require_bounded(path: Path) -> None:
    """Unpack everything once, piece by piece, and count: what a zip says of its own size may be a lie."""
    is_old = path.suffix.lower() == ".xls"
    with path.open("rb") as file:
        start = file.read(len(_OLD))
    if not zipfile.is_zipfile(path):
        if is_old and start == _OLD and path.stat().st_size <= LARGEST:
            return  # the old format is not packed
        protected = start == _OLD and not is_old
        why = ": it is protected with a password, or of the old kind (.xls)" if protected else ""
        raise UnreadableData(f"{path.name} is no workbook{why}. Save it again as .xlsx or as CSV.")
    if is_old:
        raise UnreadableData(f"{path.name} is a workbook of the new kind. Let its name end with .xlsx.")
    left = LARGEST
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            for member in archive.infolist():
                left -= _unpacked_size(file, member, left)
                if left < 0:
                    raise UnreadableData(f"{path.name} unpacks to more than {LARGEST >> 30} GB. Save it as CSV.")
    except (zipfile.BadZipFile, zlib.error, struct.error) as error:
        raise _unreadable(path, error) from None


def _unpacked_size(file: BinaryIO, member: zipfile.ZipInfo, most: int) -> int:
    """How many bytes a member unpacks to; counting stops soon beyond `most`."""
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    file.seek(member.header_offset + 26)
    file.seek(sum(struct.unpack("<HH", file.read(4))), 1)
    unpacking, left, size = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size, 0
    while left > 0 and not unpacking.eof and (packed := file.read(min(left, _CHUNK))):
        left -= len(packed)
        while packed and size <= most:
            size += len(unpacking.decompress(packed, _CHUNK))
            packed = unpacking.unconsumed_tail
        if size > most:
            break
    return size
