"""What one column of a table holds, in numbers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

BINS = 20
TOP = 20
_WHISKER = 1.5
"""Values so many interquartile ranges beyond the quartiles are outliers, as in a box plot."""


@dataclass(frozen=True)
class Statistics:
    """A column of `count` rows. What is said of numbers is None for other columns, and for numbers that are not finite.

    `histogram` counts the finite numbers in equal bins between `low` and `high`; `top` are the most frequent values of
    a column that holds none, with their numbers of rows.
    """

    count: int
    missing: int
    distinct: int
    infinite: int = 0
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    deviation: float | None = None
    quartiles: tuple[float, float, float] | None = None
    outliers: int = 0
    histogram: tuple[int, ...] = ()
    top: tuple[tuple[str, int], ...] = ()

    @property
    def known(self) -> int:
        """How many rows have a value."""
        return self.count - self.missing

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def of_numbers(column: pl.Series) -> Statistics:
    """Of a column of numbers, where null is missing."""
    count, missing = len(column), column.null_count()
    numbers = np.sort(column.drop_nulls().cast(pl.Float64).to_numpy())
    distinct = int(np.count_nonzero(numbers[1:] != numbers[:-1])) + bool(len(numbers))
    is_finite = np.isfinite(numbers)
    infinite = len(numbers) - int(np.count_nonzero(is_finite))
    if infinite == len(numbers):
        return Statistics(count, missing, distinct, infinite)
    numbers = numbers[is_finite] if infinite else numbers
    first, middle, third = (float(each) for each in _quantiles(numbers, (0.25, 0.5, 0.75)))
    reach = _WHISKER * (third - first)
    low, high = float(numbers[0]), float(numbers[-1])
    below = int(np.searchsorted(numbers, first - reach, "left"))
    above = len(numbers) - int(np.searchsorted(numbers, third + reach, "right"))
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = _finite(numbers.mean()), _finite(numbers.std())
        edges = np.linspace(low, high, BINS + 1)
    places = np.searchsorted(numbers, edges[1:-1], "left")
    histogram = tuple(int(each) for each in np.diff(places, prepend=0, append=len(numbers)))
    quartiles = (first, middle, third)
    return Statistics(
        count, missing, distinct, infinite, low, high, mean, deviation, quartiles, below + above, histogram
    )


def of_words(column: pl.Series) -> Statistics:
    """Of a column of text, where null is missing."""
    count, missing = len(column), column.null_count()
    counted = column.drop_nulls().value_counts(sort=True)
    top = tuple((str(value)[:80], int(number)) for value, number in counted.head(TOP).rows())
    return Statistics(count, missing, counted.height, top=top)


def _quantiles(numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]", parts: Sequence[float]) -> list[float]:
    """Quantiles of sorted numbers, between two of them in proportion."""
    places = np.array(parts) * (len(numbers) - 1)
    under = np.floor(places).astype(np.int64)
    over = np.minimum(under + 1, len(numbers) - 1)
    share = places - under
    return list(numbers[under] * (1 - share) + numbers[over] * share)


def _finite(number: "np.floating[Any]") -> float | None:
    return float(number) if np.isfinite(number) else None
