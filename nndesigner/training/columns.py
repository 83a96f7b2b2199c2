"""A table of numbers that grows row by row."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.training.plain_values import or_none

Column = NDArray[np.float64]
Name = TypeVar("Name", bound=Hashable)


class Columns(Generic[Name]):
    """Columns of equal length by name. A number that is missing is NaN; a column may begin late."""

    def __init__(self) -> None:
        self._arrays: dict[Name, Column] = {}
        self._length = 0
        self._room = 256

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Name]:
        return iter(self._arrays)

    def __getitem__(self, name: Name) -> Column:
        """The column so far, not to be written into; all NaN when nothing was ever put into it."""
        if name not in self._arrays:
            return np.full(self._length, np.nan)
        return self._arrays[name][: self._length]

    def append(self, row: Mapping[Name, float]) -> None:
        """Add a row."""
        if self._length == self._room:
            self._grow()
        for name, value in row.items():
            if name not in self._arrays:
                self._arrays[name] = np.full(self._room, np.nan)
            self._arrays[name][self._length] = value
        self._length += 1

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on."""
        self._length = min(length, self._length)
        for array in self._arrays.values():
            array[self._length :] = np.nan
        if not length:
            self._arrays = {}

    def to_plain(self, rows: NDArray[np.intp]) -> dict[Name, list[float | None]]:
        """These rows of every column as JSON values; what is not finite becomes None."""
        return {name: [or_none(value) for value in self[name][rows].tolist()] for name in self}

    @classmethod
    def of(cls, columns: Mapping[Name, Column], length: int) -> "Columns[Name]":
        """A table of `columns`, which all have this `length`."""
        table = cls()
        table._length, table._room = length, max(length, table._room)
        rest = np.full(table._room - length, np.nan)
        table._arrays = {name: np.concatenate((column, rest)) for name, column in columns.items()}
        return table

    def _grow(self) -> None:
        self._room *= 2
        for name, array in self._arrays.items():
            self._arrays[name] = np.concatenate((array, np.full(self._room - len(array), np.nan)))


def evenly_chosen(length: int, most: int) -> NDArray[np.intp]:
    """At most `most` of `length` rows, evenly spread, the first and the last among them."""
    if length <= most:
        return np.arange(length)
    return np.unique(np.linspace(0, length - 1, most).round().astype(np.intp))
