"""Tables on the standard output: names stay whole however narrow it is, and other programs get a line for each row."""

import sys
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import width_of, wrapped

Row = Sequence[str]
GAP = "  "
NARROWEST = 24
"""Columns that the last cell of a row should have at least to be wrapped beside the others."""


def print_table(titles: Row, rows: Sequence[Row], right: Sequence[int] = ()) -> None:
    """Print a table; the columns numbered `right` hold numbers.

    In a terminal the last column is wrapped between words; where that does not help each row becomes a paragraph.
    """
    rows = [titles, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    width = width_of(sys.stdout)
    before = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
    if width is None or before + _least_width(rows) <= width:
        lines = _columns(rows, widths, right, None if width is None else width - before)
    else:
        lines = _paragraphs(rows, width)
    for line in lines:
        print(line)


def _least_width(rows: Sequence[Row]) -> int:
    """What the last column needs so that none of its words is broken."""
    longest = max(cell_len(row[-1]) for row in rows)
    return min(longest, max(NARROWEST, *(cell_len(word) for row in rows for word in row[-1].split(" "))))


def _columns(rows: Sequence[Row], widths: Sequence[int], right: Sequence[int], width: int | None) -> Iterator[str]:
    """The lines of a table whose last column has `width`, or as much as it needs."""
    for row in rows:
        first, *further = wrapped(row[-1], width)
        yield _line([*row[:-1], first], widths, right)
        for piece in further:
            yield _line([*([""] * (len(row) - 1)), piece], widths, right)


def _line(row: Row, widths: Sequence[int], right: Sequence[int]) -> str:
    cells = []
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - cell_len(cell))
        cells.append(space + cell if number in right else cell + space)
    return GAP.join(cells).rstrip()


def _paragraphs(rows: Sequence[Row], width: int) -> Iterator[str]:
    titles, *others = rows
    for name, *cells in others:
        yield name
        for title, cell in zip(titles[1:], cells, strict=True):
            yield from wrapped(f"{title}: {cell}", width, first=GAP, further=GAP * 2)
