"""How a file of text is written: its encoding, separator, decimals, and whether names come first."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nndesigner.data.opening import Note
from nndesigner.data.samples import UnreadableData

HEAD = 2**18
"""Bytes at the beginning that are looked at."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MISSING = ("", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "Null", "?", "NaN", "nan", "None")
"""What stands where nothing is known."""
_LINES = 200
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WITH_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
csv.field_size_limit(2**27)  # long texts are fields too
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Writing:
    """What was found, the first rows as they are written, and what is to be said about it."""

    encoding: str
    separator: str
    decimal: str
    has_header: bool
    first: list[str]
    notes: tuple[Note, ...]


def found(path: Path, encoding: str = "") -> Writing:
    """How the file at `path` is written; its `encoding`, where that is known better. Raises UnreadableData, OSError."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    is_whole = len(head) < HEAD
    notes = []
    if not encoding:
        encoding, why = _encoding(head, path.name)
        notes += [Note(why, is_warning=encoding in ("windows-1252", "latin-1"))] if why else []
    text = decoded(head, encoding)
    if not text.strip():
        raise UnreadableData(f"{path.name} is empty.")
    rows = _rows(text, is_whole)
    separator = max(SEPARATORS, key=lambda each: _steadiness(rows, each))
    fields = _fields(rows, separator, path.name)
    header, why = has_header(fields)
    decimal = _decimal(fields, separator)
    width = len(fields[0])
    between = f"There are {width} fields in a row, with {SEPARATORS[separator]} between them."
    notes += [Note(between if width > 1 else "There is one field in a row."), Note(why)]
    notes += [Note("Numbers are written with a decimal comma.")] if decimal == "," else []
    return Writing(encoding, separator, decimal, header, fields[0], tuple(notes))


def first_row(path: Path, encoding: str, separator: str) -> list[str]:
    """The fields of the first row. Raises UnreadableData, OSError."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    rows = _rows(decoded(head, encoding), len(head) < HEAD)
    return next(iter(_fields(rows, separator, path.name)), [])


def _fields(lines: list[str], separator: str, name: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error as error:
        raise UnreadableData(f"The first rows of {name} cannot be read: {error}.") from None


def decoded(content: bytes, encoding: str) -> str:
    """The text in `content`, whose last letter may be cut off."""
    return codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("replace").decode(content)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names without spaces around them, such that each is there once: "price", "price (2)", "column 3"."""
    taken: set[str] = set()
    given: list[str] = []
    for number, name in enumerate(names, 1):
        plain = name.strip() or f"column {number}"
        candidate, count = plain, 1
        while candidate in taken:
            count += 1
            candidate = f"{plain} ({count})"
        taken.add(candidate)
        given.append(candidate)
    return tuple(given)


def has_header(rows: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Whether the first of some rows holds names, and why that is thought."""
    first, rest = rows[0], rows[1:]
    columns = [[row[place] for row in rest if place < len(row)] for place in range(len(first))]
    numeric = [place for place, values in enumerate(columns) if _mostly_numbers(values)]
    names = [first[place] for place in numeric if not _is_number(first[place]) and first[place].strip() not in MISSING]
    if names or not (rest or any(map(_is_number, first))):
        return True, "The first row holds words above numbers, so it is taken for the names of the columns."
    if numeric or any(map(_is_number, first)):
        return False, "The first row holds numbers like the others, so it is taken for data; the columns have no names."
    repeats = sum(name in values for name, values in zip(first, columns, strict=True))
    if repeats * 2 >= len(first):
        return False, "What the first row holds appears further down too, so it is taken for data."
    return True, "What the first row holds does not appear further down, so it is taken for the names of the columns."


def _encoding(head: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding, f"A mark at its beginning says that it is written in {encoding.upper()}."
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 8 and min(even, odd) < len(head) / 100:
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        return encoding, f"Every second byte is zero, so it is read as {encoding.upper()}."
    if place := _CONTROL.search(head):
        message = f"{name} is no table of text: byte {place.start() + 1} is no letter."
        raise UnreadableData(f"{message} {_kind(head)}".strip())
    wrong = wrong_byte(head)
    if wrong is None:
        return "utf-8", ""
    if any(len(letter.encode()) > 1 for letter in head[:wrong].decode()):
        raise UnreadableData(
            f"{name} begins in UTF-8, but byte {wrong + 1} (0x{head[wrong]:02X}) in row "
            f"{head[:wrong].count(10) + 1} is none. Save it again as UTF-8."
        )
    encoding = "windows-1252" if re.search(rb"[\x80-\x9f]", head) else "latin-1"
    at = f"Byte {wrong + 1} in row {head[:wrong].count(10) + 1} is no UTF-8"
    return encoding, f"{at}, so it is read as {encoding.title()}. Look whether letters with accents are right."


def wrong_byte(content: bytes) -> int | None:
    """Where `content` stops being UTF-8; None when it does not, apart from a last letter that is cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _kind(head: bytes) -> str:
    for start, kind in ((b"PK", "a zip or a workbook (.xlsx)"), (b"PAR1", "Parquet (.parquet)"), (b"\x1f\x8b", "gzip")):
        if head.startswith(start):
            return f"It looks like {kind}."
    return ""


def _rows(text: str, is_whole: bool) -> list[str]:
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = io.StringIO(text, newline="\n").readlines()
    if not is_whole and len(lines) > 1:
        lines.pop()  # it may be cut off
    while lines and not lines[0].strip():
        lines.pop(0)
    return [line.replace("\0", "") for line in lines[:_LINES]]


def _steadiness(lines: list[str], separator: str) -> tuple[float, int]:
    """Which part of the rows have as many fields as most of them, and how many these are."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return 0.0, 0
    width, number = widths.most_common(1)[0]
    return (round(number / widths.total(), 1), width) if width > 1 else (0.0, 0)


def _mostly_numbers(values: list[str]) -> bool:
    known = [value for value in values if value.strip() not in MISSING]
    return sum(map(_is_number, known)) * 2 > len(known)


def _is_number(text: str) -> bool:
    text = text.strip()
    return bool(_NUMBER.fullmatch(text) or _WITH_COMMA.fullmatch(text))


def _decimal(rows: list[list[str]], separator: str) -> str:
    if separator == ",":
        return "."
    values = [value.strip() for row in rows for value in row]
    commas = sum(bool(_WITH_COMMA.fullmatch(value)) for value in values)
    points = sum("." in value and bool(_NUMBER.fullmatch(value)) for value in values)
    return "," if commas > points else "."
