"""How the values of a dropout mask are laid out as cells: channels as pictures, units as one near-square grid."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_CELLS = 16_384
"""Cells that are drawn at most; more could not be distinguished."""
_SMALLEST, _LARGEST = 2.0, 16.0
BETWEEN = 10.0
"""Pixels between two blocks."""
_COMFORTABLE = 4.0
"""A cell of this many pixels is good to see; channels are left out before cells get smaller."""


@dataclass(frozen=True)
class Layout:
    """Blocks of `rows` × `columns` cells, `across` blocks side by side; `kept` is (blocks, rows, columns).

    A cell is `cell` pixels wide. A block may end before its last row is full: the cells from `last` on do not exist.
    """

    kept: NDArray[np.bool_]
    cell: float
    across: int
    last: int
    what: str

    @property
    def blocks(self) -> int:
        return int(self.kept.shape[0])

    @property
    def rows(self) -> int:
        return int(self.kept.shape[1])

    @property
    def columns(self) -> int:
        return int(self.kept.shape[2])


def lay_out(kept: NDArray[np.bool_], width: float, height: float) -> Layout:
    """Arrange `kept` (the shape of one sample) in `width` × `height` pixels."""
    if kept.ndim == 3:
        return _channels(kept, width, height)
    if kept.ndim == 2:
        return _sequence(kept, width, height)
    return _units(kept.reshape(-1), width, height)


def _channels(kept: NDArray[np.bool_], width: float, height: float) -> Layout:
    channels, rows, columns = kept.shape
    best = (0.0, 1, 1)
    for shown in _halvings(channels):
        cell, across = _fit(shown, rows, columns, width, height)
        if cell > best[0] or shown == channels:
            best = (cell, shown, across)
        if cell >= _COMFORTABLE:
            break
    cell, shown, across = best
    words = f"{shown} of {channels} channels" if shown < channels else f"{channels} channels"
    return Layout(kept[:shown], cell, across, rows * columns, words)


def _halvings(channels: int) -> list[int]:
    return [channels, *(2**power for power in range(int(math.log2(channels)), -1, -1) if 2**power < channels)]


def _fit(blocks: int, rows: int, columns: int, width: float, height: float) -> tuple[float, int]:
    """The largest cell, and how many blocks then stand side by side."""
    return max(
        (_cell(across, blocks, rows, columns, width, height), across) for across in range(1, min(blocks, 64) + 1)
    )


def _cell(across: int, blocks: int, rows: int, columns: int, width: float, height: float) -> float:
    down = math.ceil(blocks / across)
    wide = (width - (across - 1) * BETWEEN) / (across * columns)
    high = (height - (down - 1) * BETWEEN) / (down * rows)
    return min(max(min(wide, high), 0.0), _LARGEST)


def _sequence(kept: NDArray[np.bool_], width: float, height: float) -> Layout:
    steps, features = kept.shape
    shown = kept[: int(height // _SMALLEST) or 1, : int(width // _SMALLEST) or 1]
    cell = _cell(1, 1, shown.shape[0], shown.shape[1], width, height)
    words = f"{steps} time steps × {features} features"
    if shown.shape != kept.shape:
        words = f"{shown.shape[0]} of {steps} time steps × {shown.shape[1]} of {features} features"
    return Layout(shown[None], cell, 1, shown.size, words)


def _units(kept: NDArray[np.bool_], width: float, height: float) -> Layout:
    room = max(int(width // _SMALLEST) * int(height // _SMALLEST), 1)
    shown = kept[: min(len(kept), MOST_CELLS, room)]
    columns = min(_columns(len(shown), width, height), len(shown))
    rows = math.ceil(len(shown) / columns)
    cells = np.zeros(rows * columns, dtype=bool)
    cells[: len(shown)] = shown
    cell = _cell(1, 1, rows, columns, width, height)
    words = f"{len(shown)} of {len(kept)} units" if len(shown) < len(kept) else f"{len(kept)} units"
    return Layout(cells.reshape(1, rows, columns), cell, 1, len(shown), words)


def _columns(number: int, width: float, height: float) -> int:
    """How many cells a row gets: as large as they can be, and full rows rather than slightly larger cells."""
    cells = {columns: _cell(1, 1, math.ceil(number / columns), columns, width, height) for columns in _widths(number)}
    largest = max(cells.values())
    good = [columns for columns, cell in cells.items() if cell >= 0.8 * largest]
    return max(good, key=lambda columns: (number % columns == 0, cells[columns], -columns))


def _widths(number: int) -> range:
    """Near-square to four times as wide as high."""
    side = math.sqrt(number)
    return range(max(1, math.floor(side)), max(math.ceil(2 * side), 1) + 1)
