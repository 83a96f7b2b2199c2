"""Reads the California housing table that ships with the application."""

import csv
import gzip
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.sources.california_housing import NUMBERS, PLACES, CaliforniaHousing
from nndesigner.data.samples import Numbers, Samples, UnreadableData, reads
from nndesigner.locations import DATA_SETS

PRICE, PLACE = "median_house_value", "ocean_proximity"
COLUMNS = {*NUMBERS, PRICE, PLACE}
TEST_FRACTION = 0.2
SEED = 1
UNIT = 100_000
"""Dollars in one unit of the target."""

Table = NDArray[np.float64]


@reads("california_housing")
def read(_: CaliforniaHousing) -> Samples:
    """The districts, the same fifth of them always to test with; read once and kept, 1 MB."""
    return read_table(DATA_SETS / "california_housing" / "california_housing.csv.gz")


@cache
def read_table(path: Path) -> Samples:
    """The districts of a table, prepared to learn from. Raises UnreadableData."""
    rows = _rows(path)
    try:
        numbers = np.array([[float(row[name] or "nan") for name in NUMBERS] for row in rows])
        prices = np.array([[float(row[PRICE]) / UNIT] for row in rows], np.float32)
        places = np.eye(len(PLACES), dtype=np.float32)[[PLACES.index(row[PLACE]) for row in rows]]
    except (ValueError, TypeError) as error:
        raise UnreadableData(f"{path.name} has a row that cannot be read: {error}.") from None
    order = np.random.default_rng(SEED).permutation(len(rows))
    tested, taught = np.split(order, [round(TEST_FRACTION * len(rows))])
    inputs = np.concatenate([standardized(numbers, taught), places], axis=1)
    return Samples(inputs[taught], prices[taught], inputs[tested], prices[tested])


def standardized(numbers: Table, taught: NDArray[np.int64]) -> Numbers:
    """Each column with its gaps filled, then with mean 0 and deviation 1, all learned from the rows `taught`."""
    filled = np.where(np.isnan(numbers), np.nanmedian(numbers[taught], axis=0), numbers)
    mean, deviation = filled[taught].mean(axis=0), filled[taught].std(axis=0)
    return ((filled - mean) / np.where(deviation == 0, 1, deviation)).astype(np.float32)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise UnreadableData(f"{path.name} is missing in {path.parent}. Install nndesigner again.") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableData(f"{path.name} cannot be read: {error}.") from None
    missing = COLUMNS - set(rows[0]) if rows else COLUMNS
    if missing:
        raise UnreadableData(f"{path.name} should have the columns {', '.join(sorted(missing))}, but has not.")
    return rows
