"""California housing as it ships, and what is said about tables that cannot be read."""

import csv
import gzip
import re
from pathlib import Path

import numpy as np
import pytest

from nndesigner.catalog.sources.california_housing import NUMBERS, PLACES, CaliforniaHousing
from nndesigner.data.loading import load
from nndesigner.data.samples import UnreadableData
from nndesigner.data.sources.california_housing import read_table, standardized
from nndesigner.locations import DATA_SETS

HEADER = ",".join([*NUMBERS, "median_house_value", "ocean_proximity"])
ROW = "-122,37,41,880,129,322,126,8.3,452600,INLAND"


def test_every_district_is_learned_or_tested() -> None:
    samples = load(CaliforniaHousing())
    assert (samples.inputs.shape, samples.test_inputs.shape) == ((16_512, 13), (4_128, 13))
    with gzip.open(DATA_SETS / "california_housing" / "california_housing.csv.gz", "rt", encoding="utf-8") as file:
        prices = [float(row["median_house_value"]) for row in csv.DictReader(file)]
    read = np.concatenate([samples.targets, samples.test_targets]).ravel()
    assert np.sort(read) == pytest.approx(np.sort(prices) / 100_000)


def test_the_numbers_of_the_training_part_are_standardized() -> None:
    samples = load(CaliforniaHousing())
    numbers, tested = samples.inputs[:, :8].astype(float), samples.test_inputs[:, :8].astype(float)
    assert numbers.mean(axis=0) == pytest.approx(np.zeros(8), abs=1e-5)
    assert numbers.std(axis=0) == pytest.approx(np.ones(8), abs=1e-5)
    assert tested.mean(axis=0) == pytest.approx(np.zeros(8), abs=0.05)
    assert np.abs(tested.mean(axis=0)).max() > 1e-3


def test_a_place_is_one_feature_of_five() -> None:
    places = load(CaliforniaHousing()).inputs[:, 8:]
    assert set(places.sum(axis=1)) == {1} and set(places.ravel()) == {0, 1}
    both = np.concatenate([places, load(CaliforniaHousing()).test_inputs[:, 8:]])
    assert dict(zip(PLACES, both.sum(axis=0).tolist(), strict=True)) == {
        "<1H OCEAN": 9136,
        "INLAND": 6551,
        "ISLAND": 5,
        "NEAR BAY": 2290,
        "NEAR OCEAN": 2658,
    }


def test_the_test_part_has_no_say_in_how_gaps_are_filled() -> None:
    numbers = np.array([[1.0], [3.0], [np.nan], [1000.0]])
    prepared = standardized(numbers, np.array([0, 1]))
    assert prepared.ravel().tolist() == [-1, 1, 0, 998]


def test_it_is_read_once_and_then_kept() -> None:
    assert load(CaliforniaHousing()) is load(CaliforniaHousing())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "cannot be read"),
        (gzip.compress(f"{HEADER}\n{ROW}\n".encode())[:-9], "cannot be read"),
        (gzip.compress(b""), "should have the columns"),
        (gzip.compress(b"population\n3\n"), "should have the columns .*median_house_value"),
        (gzip.compress(f"{HEADER}\n{ROW.replace('880', 'many')}\n".encode()), "has a row that cannot be read"),
        (gzip.compress(f"{HEADER}\n{ROW.replace('INLAND', 'MOON')}\n".encode()), "has a row that cannot be read"),
        (gzip.compress(f"{HEADER}\n-122,37\n".encode()), "has a row that cannot be read"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(content)
    with pytest.raises(UnreadableData, match=f"^table.csv.gz {message}"):
        read_table(path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match=rf"^table.csv is missing in {re.escape(str(tmp_path))}"):
        read_table(tmp_path / "table.csv")
