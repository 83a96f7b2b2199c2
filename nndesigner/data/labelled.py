"""Pictures whose labels stand in a CSV file beside them."""

import csv
from pathlib import Path

from nndesigner.data.fingerprints import PICTURES
from nndesigner.data.folders import Found
from nndesigner.data.samples import UnreadableData

LOOKED_AT = 20
"""Rows that tell which column holds names of files."""


def labels_beside(folder: Path) -> tuple[Path, str, str] | None:
    """The CSV file in the folder that names pictures in it, the column with their names and that with their labels."""
    for table in sorted([*folder.glob("*.csv"), *folder.glob("*.CSV")]):
        header, rows = _rows(table)
        for column, name in enumerate(header):
            looked = [row[column] for row in rows[:LOOKED_AT] if column < len(row)]
            if looked and all(_found(folder, value) for value in looked) and len(header) > 1:
                return table, name, header[0 if column else 1]
    return None


def labelled(table: Path, names: str, labels: str, folder: Path) -> Found:
    """The pictures that the CSV file `table` names in the column `names`. Raises UnreadableData, with the line."""
    header, rows = _rows(table)
    for column in (names, labels):
        if column not in header:
            raise UnreadableData(f"{table.name} has no column called {column}.")
    places = header.index(names), header.index(labels)
    paths, classes = [], []
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise UnreadableData(
                f"{table.name} should have {len(header)} fields in every row, but row {number} has {len(row)}."
            )
        path = _found(folder, row[places[0]])
        if path is None:
            raise UnreadableData(f"Row {number} of {table.name} names {row[places[0]]}, which is not in {folder.name}.")
        if not row[places[1]].strip():
            raise UnreadableData(f"Row {number} of {table.name} has no label.")
        paths.append(path)
        classes.append(row[places[1]].strip())
    return Found(tuple(paths), tuple(classes))


def _found(folder: Path, name: str) -> Path | None:
    """The picture of this name, which may lack its ending; never one outside the folder."""
    if not name.strip() or "\0" in name or ".." in Path(name).parts or Path(name).is_absolute():
        return None
    for suffix in ("", *PICTURES):
        path = folder / f"{name.strip()}{suffix}"
        if path.suffix.lower() in PICTURES and path.is_file():
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
