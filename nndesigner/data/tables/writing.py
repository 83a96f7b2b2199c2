"""How a file of text is written: its encoding, separator, decimals, and whether names come first."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nndesigner.catalog.sources.table import MISSING as MISSING
from nndesigner.data.opening import Note
from nndesigner.data.samples import UnreadableData

HEAD = 2**18
"""Bytes at the beginning that are looked at."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LINES = 200
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
_WITH_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
csv.field_size_limit(2**27)  # long texts are fields too
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STARTS = (
    (b"PK", "a zip or a workbook (.xlsx)"),
    (b"PAR1", "Parquet (.parquet)"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "a picture (.png)"),
    (b"\xff\xd8\xff", "a picture (.jpg)"),
    (b"%PDF", "a PDF"),
    (b"\x93NUMPY", "an array (.npy)"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)"),
)
_MARKUP = ((re.compile(r'\{\s*"|\[\s*[\[{]'), "JSON"), (re.compile(r"(?i)<(!doctype|html|\?xml)"), "HTML or XML"))


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
    _require_table(text, path.name)
    rows = _rows(text, is_whole)
    separator = max(SEPARATORS, key=lambda each: _steadiness(rows, each))
    fields = _fields(rows, separator, path.name)
    header, why = has_header(fields)
    decimal, unsure = _decimal(fields, separator)
    notes += [_about_width(rows, len(fields[0]), separator), Note(why)]
    if unsure:
        doubt = (
            f"{unsure} could be thousands, but the comma is read as that before decimals. Look whether this is right."
        )
        notes.append(Note(doubt, is_warning=True))
    elif decimal == ",":
        notes.append(Note("Numbers are written with a decimal comma."))
    return Writing(encoding, separator, decimal, header, fields[0], tuple(notes))


def _about_width(rows: list[str], width: int, separator: str) -> Note:
    if width > 1:
        return Note(f"There are {width} fields in a row, with {SEPARATORS[separator]} between them.")
    if _has_columns_of_spaces(rows):
        why = "Spaces seem to stand between the fields of a row, which makes one column of all. Save it with commas."
        return Note(why, is_warning=True)
    return Note("There is one field in a row.")


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
    named = [(name, values) for name, values in zip(first, columns, strict=True) if name.strip() not in MISSING]
    repeats = sum(name in values for name, values in named)
    if repeats * 2 >= max(len(named), 1):
        return False, "What the first row holds appears further down too, so it is taken for data."
    return True, "What the first row holds does not appear further down, so it is taken for the names of the columns."


def _require_table(text: str, name: str) -> None:
    """Raise UnreadableData for what begins with empty rows, or is text of another kind."""
    lines = text.splitlines()
    if not lines[0].strip():
        row = next(number for number, line in enumerate(lines) if line.strip())
        where = "Row 1" if row == 1 else f"Rows 1 to {row}"
        raise UnreadableData(
            f"{where} of {name} should hold the names of the columns, but nothing is there. Remove it."
        )
    for pattern, kind in _MARKUP:
        if pattern.match(text.lstrip()):
            raise UnreadableData(f"{name} is no table: it looks like {kind}. Save it as CSV.")


def _encoding(head: bytes, name: str) -> tuple[str, str]:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise UnreadableData(f"{name} is written in UTF-32, which is not read here. Save it again as UTF-8.")
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
    return next((f"It looks like {kind}." for start, kind in _STARTS if head.startswith(start)), "")


def _rows(text: str, is_whole: bool) -> list[str]:
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = io.StringIO(text, newline="\n").readlines()
    if not is_whole and len(lines) > 1:
        lines.pop()  # it may be cut off
    while lines and not lines[0].strip():
        lines.pop(0)
    # a carriage return alone ends no row for those who read the whole file
    return [line.replace("\0", "").replace("\r\n", "\n").replace("\r", " ") for line in lines[:_LINES]]


def _steadiness(lines: list[str], separator: str) -> tuple[float, bool, float, int]:
    """How well the separator fits: which part of the rows have as many fields as most of them, whether the first one
    has, which part of the fields are numbers, and how many fields there are in a row."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return 0.0, False, 0.0, 0
    widths = Counter(map(len, rows))
    width, number = widths.most_common(1)[0]
    if width < 2:
        return 0.0, False, 0.0, 0
    numbers = sum(_is_number(field) for row in rows for field in row) / sum(map(len, rows))
    return round(number / widths.total(), 1), len(rows[0]) == width, round(numbers, 1), width


def _has_columns_of_spaces(lines: list[str]) -> bool:
    rows = [line.split() for line in lines if line.strip()]
    is_even = len(rows[0]) > 1 and len({len(row) for row in rows}) == 1
    return is_even and len(rows) > 1 and sum(_is_number(row[-1]) for row in rows[1:]) * 2 > len(rows)


def _mostly_numbers(values: list[str]) -> bool:
    known = [value for value in values if value.strip() not in MISSING]
    return sum(map(_is_number, known)) * 2 > len(known)


def _is_number(text: str) -> bool:
    text = text.strip()
    return bool(_NUMBER.fullmatch(text) or _WITH_COMMA.fullmatch(text))


def _decimal(rows: list[list[str]], separator: str) -> tuple[str, str]:
    """What stands before decimals, and a number that leaves it open: 1,500 may be a thousand and a half."""
    if separator == ",":
        return ".", ""
    values = [value.strip() for row in rows for value in row]
    commas = [value for value in values if _WITH_COMMA.fullmatch(value)]
    points = [value for value in values if "." in value and _NUMBER.fullmatch(value)]
    sure_commas, sure_points = (sum(not _THOUSANDS.fullmatch(each) for each in some) for some in (commas, points))
    if sure_commas or sure_points:
        return ("," if sure_commas > sure_points else "."), ""
    return (",", commas[0]) if len(commas) > len(points) else (".", "")
