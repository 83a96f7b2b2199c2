"""What validates and what tests has no say in what is learned, whatever the steps: nothing leaks."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.catalog.sources.table import Table
from nndesigner.data.preparing.prepared import Prepared, prepare
from nndesigner.data.samples import Records, Samples
from nndesigner.data.streaming import KeptBytes
from nndesigner.design.options import DataOptions, Split

ROWS = 60
HOUSES = Table(
    columns=[
        {"name": "row"},
        {"name": "age", "missing": 9},
        {"name": "size"},
        {"name": "place", "kind": "category", "categories": ["hill", "sea", "town"], "missing": 9},
        {"name": "price", "use": "target"},
    ]
)
MAILS = Table(
    columns=[
        {"name": "text", "kind": "text", "missing": 9},
        {"name": "label", "kind": "category", "categories": ["ham", "spam"], "use": "target"},
    ]
)
OF_NUMBERS = {"columns": ["age", "size"]}
OF_TABLES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "median": [("fill_missing", {}), ("one_hot", {})],
    "mean": [("fill_missing", {"strategy": "mean"}), ("one_hot", {})],
    "most frequent": [("fill_missing", {"strategy": "most_frequent"}), ("one_hot", {})],
    "drop": [("drop_missing", {}), ("one_hot", {})],
    "standardize": [("fill_missing", {}), ("standardize", OF_NUMBERS), ("one_hot", {})],
    "min-max": [("fill_missing", {}), ("min_max", OF_NUMBERS), ("one_hot", {})],
    "clip": [("fill_missing", {}), ("clip", OF_NUMBERS), ("one_hot", {})],
    "log": [("fill_missing", {}), ("log", OF_NUMBERS), ("one_hot", {})],
    "all": [
        ("drop_missing", {"columns": ["age"]}),
        ("fill_missing", {}),
        ("clip", OF_NUMBERS),
        ("log", {"columns": ["size", "price"]}),
        ("min_max", {"columns": ["age"]}),
        ("standardize", {"columns": ["size", "price"]}),
        ("one_hot", {}),
    ],
}
splits = st.builds(
    Split, folds=st.sampled_from([0, 3]), shuffled=st.booleans(), test_fraction=st.sampled_from([0.0, 0.2])
)


def houses(chance: np.random.Generator) -> pl.DataFrame:
    def gaps(values: np.ndarray) -> list[Any]:
        return [None if chance.random() < 0.15 else value for value in values.tolist()]

    return pl.DataFrame(
        {
            "row": np.arange(ROWS, dtype=float),
            "age": gaps(chance.normal(40, 10, ROWS)),
            "size": chance.lognormal(3, 2, ROWS),
            "place": gaps(chance.choice(["hill", "sea", "town"], ROWS)),
            "price": chance.lognormal(5, 1, ROWS),
        }
    )


def taught(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    inputs = prepared.inputs
    read = inputs[prepared.parts.taught] if isinstance(inputs, np.ndarray) else inputs.read(prepared.parts.taught)
    return read, prepared.targets[prepared.parts.taught]


def require_equal(one: Prepared, other: Prepared) -> None:
    assert one.fitted == other.fitted
    assert all(np.array_equal(*pair) for pair in zip(taught(one), taught(other), strict=True))


@pytest.mark.parametrize("steps", OF_TABLES.values(), ids=OF_TABLES)
@given(splits, st.integers(0, 10**6))
@settings(max_examples=6)
def test_rows_set_aside_change_nothing_of_a_table(steps: list[tuple[str, dict[str, Any]]], split: Split, seed: int):
    chance = np.random.default_rng(seed)
    raw, other = (
        houses(chance),
        houses(np.random.default_rng(seed + 1)).with_columns(pl.col("age", "size", "price") * 50),
    )
    data = DataOptions(HOUSES, split, tuple(Preparation.of_kind(*step) for step in steps))
    whole = DataOptions(
        HOUSES,
        split,
        (Preparation.of_kind("fill_missing", {"columns": ["age", "place"]}), Preparation.of_kind("one_hot")),
    )
    for fold in range(max(split.folds, 1)):
        rows = taught(prepare(Records(raw), whole, seed, fold))[0][:, 0].astype(int)
        is_taught = pl.Series(np.isin(np.arange(ROWS), rows))
        spoiled = raw.select(
            pl.when(is_taught).then(raw[name]).otherwise(other[name]).alias(name) for name in raw.columns
        )
        assert not spoiled.equals(raw)
        require_equal(prepare(Records(raw), data, seed, fold), prepare(Records(spoiled), data, seed, fold))


@given(splits, st.integers(0, 10**6))
@settings(max_examples=6)
def test_texts_set_aside_add_no_word(split: Split, seed: int):
    chance = np.random.default_rng(seed)
    texts = [" ".join(chance.choice(list("abcdefgh"), 5)) for _ in range(ROWS)]
    labels = ["ham", "spam", "ham"] * (ROWS // 3)
    steps = (Preparation.of_kind("fill_missing"), Preparation.of_kind("tokens", {"length": 6, "size": 6}))
    data = DataOptions(MAILS, split, steps)
    marked = [f"row{number}" for number in range(ROWS)]
    long = DataOptions(MAILS, split, (steps[0], Preparation.of_kind("tokens", {"length": 1, "size": 99})))
    for fold in range(max(split.folds, 1)):
        known = prepare(Records(pl.DataFrame({"text": marked, "label": labels})), long, seed, fold)
        words = known.fitted.steps[1]["columns"]["text"]["numbers"]
        spoiled = [text if name in words else "new words z z z z" for text, name in zip(texts, marked, strict=True)]
        one, other = (
            prepare(Records(pl.DataFrame({"text": each, "label": labels})), data, seed, fold)
            for each in (texts, spoiled)
        )
        require_equal(one, other)


@pytest.mark.parametrize("is_streamed", [False, True])
@given(splits, st.integers(0, 10**6))
@settings(max_examples=5)
def test_pictures_set_aside_change_nothing(is_streamed: bool, split: Split, seed: int):
    chance = np.random.default_rng(seed)
    kinds = ("gray", {}), ("resize", {"height": 4, "width": 5}), ("standardize", {})
    data = DataOptions(Mnist(), split, tuple(Preparation.of_kind(*each) for each in kinds))
    pictures, targets = chance.integers(0, 256, (ROWS, 1, 8, 8), np.uint8), np.arange(ROWS) % 10

    def made(values: np.ndarray, fold: int) -> Prepared:
        inputs, none = KeptBytes(values), KeptBytes(values[:0])
        if is_streamed:
            return prepare(Samples(inputs, targets, none, targets[:0]), data, seed, fold)
        every = inputs.read(np.arange(ROWS))
        return prepare(Samples(every, targets, every[:0], targets[:0]), data, seed, fold)

    for fold in range(max(split.folds, 1)):
        first = made(pictures, fold)
        spoiled = np.full_like(pictures, 255)
        spoiled[first.parts.taught] = pictures[first.parts.taught]
        require_equal(first, made(spoiled, fold))
