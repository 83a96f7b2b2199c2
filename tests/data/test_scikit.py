"""The sets of scikit-learn hold what the catalog says without reading them."""

from importlib import import_module

import numpy as np
import polars as pl
import pytest

from nndesigner.catalog.sources.scikit import SETS, TARGET, ScikitLearn
from nndesigner.catalog.targets import Values
from nndesigner.data.loading import load
from nndesigner.data.samples import Records, Samples

TABLES = [name for name, held in SETS.items() if held.columns]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_promised_columns_with_the_names_of_scikit_learn(name: str) -> None:
    source = ScikitLearn(name=name)
    records, original = load(source), getattr(import_module("sklearn.datasets"), f"load_{name}")()
    assert isinstance(records, Records)
    described = source.describe()
    assert records.table.columns == [column.name for column in described.columns]
    assert tuple(original.feature_names) == source.held.columns
    assert np.array_equal(records.table.select(source.held.columns).to_numpy(), original.data)
    assert len(records.table) == source.held.samples


@pytest.mark.parametrize("name", [name for name in TABLES if SETS[name].classes])
def test_classes_have_their_names(name: str) -> None:
    source = ScikitLearn(name=name)
    original = getattr(import_module("sklearn.datasets"), f"load_{name}")()
    records = load(source)
    assert isinstance(records, Records)
    assert records.table[TARGET].dtype == pl.String
    assert records.table[TARGET].to_list() == [original.target_names[number] for number in original.target]
    assert source.describe().target() == source.target()


def test_numbers_to_tell_are_columns_too() -> None:
    assert ScikitLearn(name="linnerud").target() == Values(ScikitLearn(name="linnerud").sample_shape())
    assert ScikitLearn(name="diabetes").describe().targets == (TARGET,)


def test_the_digits_are_pictures() -> None:
    source = ScikitLearn(name="digits")
    samples = load(source)
    assert isinstance(samples, Samples) and isinstance(samples.inputs, np.ndarray)
    assert samples.inputs.shape == (1797, *source.sample_shape()) and samples.inputs.dtype == np.float32
    assert (samples.inputs.min(), samples.inputs.max()) == source.value_range()
    assert np.bincount(samples.targets).min() > 170 and len(source.class_names()) == 10
