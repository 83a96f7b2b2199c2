"""Reads a sheet of an Excel workbook, after looking whether it is as small as it says."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import fastexcel
import polars as pl

from nndesigner.data.samples import UnreadableData

LARGEST = 2**30
"""Bytes that a workbook may hold unpacked."""
_CHUNK = 2**20


def sheets(path: Path) -> list[str]:
    """The names of the sheets. Raises UnreadableData, OSError."""
    _require_bounded(path)
    try:
        return fastexcel.read_excel(path).sheet_names
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from None


def read_sheet(path: Path, sheet: str) -> pl.DataFrame:
    """All rows of a sheet, the header too, as text; empty cells are null. Raises UnreadableData, OSError."""
    known = sheets(path)
    if sheet not in known:
        raise UnreadableData(f"{path.name} has no sheet {sheet!r}. It has: {', '.join(known)}.")
    try:
        found = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string")
        return pl.DataFrame(found)
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> UnreadableData:
    reason = str(error).splitlines()[0]
    return UnreadableData(f"{path.name} cannot be read as a workbook: {reason}. Save it again as .xlsx or as CSV.")


def _require_bounded(path: Path) -> None:
    """Unpack everything once, piece by piece, and count: what a zip says of its own size may be a lie."""
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".xls" and path.stat().st_size <= LARGEST:
            return  # the old format is not packed
        raise UnreadableData(f"{path.name} is no workbook. Save it again as .xlsx or as CSV.")
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
