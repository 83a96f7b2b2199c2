"""The samples of a source, and how a source file says that it can read them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.source import Source

Numbers = NDArray[np.float32]
Numerals = NDArray[np.int64]
Inputs = Numbers | Numerals
Targets = NDArray[np.int64] | NDArray[np.float32]


class UnreadableData(UserError):
    """A data set that is missing or damaged; the text names the file and what is wrong with it."""


class Streamed(Protocol):
    """Inputs that may not fit into memory: they are read when they are needed, by several threads at once."""

    shape: tuple[int, ...]
    """(samples, *shape of one sample)"""

    def __len__(self) -> int: ...

    def read(self, indices: NDArray[np.int64]) -> Numbers:
        """The samples with these numbers, (samples, *shape of one sample). Raises UnreadableData."""


@dataclass(frozen=True)
class Samples:
    """What a network learns from and what it is tested with. The arrays are shared: nobody writes into them.

    `inputs` are (samples, *shape of one sample): numbers, or whole numbers where samples are rows of symbols.
    `targets` are as the source's target says: Classes are the numbers of the classes, (samples,) or (samples, T) with
    one for each step; Labels (samples, labels), low or high; Values (samples, *shape); Symbols (samples, longest row),
    filled up with -1.
    """

    inputs: Inputs | Streamed = field(repr=False)
    targets: Targets = field(repr=False)
    test_inputs: Inputs | Streamed = field(repr=False)
    test_targets: Targets = field(repr=False)

    def first(self, number: int, test: int | None = None) -> "Samples":
        """The first `number` samples to learn from, and as many, or `test`, to test with."""
        tested = number if test is None else test
        assert isinstance(self.inputs, np.ndarray) and isinstance(self.test_inputs, np.ndarray)
        return Samples(
            self.inputs[:number], self.targets[:number], self.test_inputs[:tested], self.test_targets[:tested]
        )


@dataclass(frozen=True)
class Records:
    """The rows of a table as they were read, with a column for every one that the source has.

    `test` are rows that the source sets apart itself, such as a second file.
    """

    table: pl.DataFrame = field(repr=False)
    test: pl.DataFrame | None = field(default=None, repr=False)


Reader = Callable[[Any], "Samples | Records"]
Of = TypeVar("Of", bound=Source)
Read = TypeVar("Read", bound="Samples | Records")
READERS: dict[str, Reader] = {}
"""How to read each kind of source; every file in `sources/` adds its own."""


def reads(kind: str) -> Callable[[Callable[[Of], Read]], Callable[[Of], Read]]:
    """Marks the function that reads the sources of `kind`."""

    def register(read: Callable[[Of], Read]) -> Callable[[Of], Read]:
        READERS[kind] = read
        return read

    return register
