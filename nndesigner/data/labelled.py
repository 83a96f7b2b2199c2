"""Pictures whose labels stand in a CSV file beside them."""

import csv
from pathlib import Path

from nndesigner.data.fingerprints import PICTURES
from nndesigner.data.folders import Found, subfolders
from nndesigner.data.samples import UnreadableData

LABELS = {"label", "labels", "class", "target", "category", "species", "breed", "kind", "y"}
LOOKED_AT = 20
"""Rows that are looked at to find the column with names of files."""


def labels_beside(folder: Path) -> tuple[Path, str, str] | None:
    """The CSV file in the folder that names pictures in it, the column with their names and that with their labels."""
    for table in sorted({*folder.glob("*.csv"), *folder.glob("*.CSV")}, key=_rank):
        header, rows = _rows(table)
        rows = [row for row in rows if len(row) == len(header)]
        column = _column_of_names(rows[:LOOKED_AT], Pictures(folder))
        if column is not None and len(header) > 1:
            return table, header[column], header[_column_of_labels(header, rows, column)]
    return None


def _rank(table: Path) -> tuple[bool, str]:
    """Examples of what to hand in, and pictures to test with, have labels that mean nothing."""
    return any(word in table.name.lower() for word in ("submission", "test")), table.name


def _column_of_names(rows: list[list[str]], pictures: "Pictures") -> int | None:
    """The column that names pictures; numbers of rows may look like names without their endings."""
    columns = list(enumerate(zip(*rows, strict=True)))
    naming = [place for place, values in columns if all(pictures.called(value) for value in values)]
    whole = [place for place in naming if Path(rows[0][place].strip()).suffix.lower() in PICTURES]
    return next(iter(whole or naming), None)


def _column_of_labels(header: list[str], rows: list[list[str]], names: int) -> int:
    """The column that is probably the label: by its name, or the first one that repeats itself."""
    others = [place for place in range(len(header)) if place != names]
    called = [place for place in others if header[place].strip().lower() in LABELS]
    kinds = {place: len({row[place] for row in rows}) for place in others}
    repeating = [place for place in others if 1 < kinds[place] <= len(rows) / 2]
    return (called or [place for place in repeating if header[place].strip()] or others)[0]


def labelled(table: Path, names: str, labels: str, folder: Path) -> Found:
    """The pictures that the CSV file `table` names in the column `names`. Raises UnreadableData, with the line."""
    header, rows = _rows(table)
    for column in (names, labels):
        if column not in header:
            raise UnreadableData(f"{table.name} has no column called {column}.")
    places = header.index(names), header.index(labels)
    pictures, paths, classes = Pictures(folder), [], []
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise UnreadableData(
                f"{table.name} should have {len(header)} fields in every row, but row {number} has {len(row)}."
            )
        path = pictures.called(row[places[0]])
        if path is None:
            raise UnreadableData(f"Row {number} of {table.name} names {row[places[0]]}, which is not in {folder.name}.")
        if not row[places[1]].strip():
            raise UnreadableData(f"Row {number} of {table.name} has no label.")
        paths.append(path)
        classes.append(row[places[1]].strip())
    return Found(tuple(paths), tuple(classes))


class Pictures:
    """Finds pictures by the names that a table has for them: in the folder, or in the folders in it."""

    def __init__(self, folder: Path) -> None:
        self._places = [folder, *subfolders(folder)]

    def called(self, name: str) -> Path | None:
        """The picture of this name, which may lack its ending; never one outside the folder."""
        if not name.strip() or "\0" in name or ".." in Path(name).parts or Path(name).is_absolute():
            return None
        for number, place in enumerate(self._places):
            for suffix in ("", *PICTURES):
                path = place / f"{name.strip()}{suffix}"
                if path.suffix.lower() in PICTURES and path.is_file():
                    self._places.insert(0, self._places.pop(number))  # the next one is probably there, too
                    return path
        return None


def _rows(table: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(4096)
            file.seek(0)
            separator = max(",;\t", key=start.split("\n")[0].count)
            rows = [row for row in csv.reader(file, delimiter=separator) if row]
    except OSError as error:
        raise UnreadableData(f"{table.name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableData(f"{table.name} cannot be read as CSV in UTF-8: {error}.") from None
    return (rows[0], rows[1:]) if rows else ([], [])
