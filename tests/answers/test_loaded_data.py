"""Tests of data as it is looked at: what the network gets of it is what a training would get."""

import numpy as np
import polars as pl
import pytest

from nndesigner.answers.loaded_data import read
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.prepared import prepare
from nndesigner.design.model import Design
from nndesigner.project.examples import open_example


@pytest.fixture
def table(tmp_path):
    """A table with gaps, categories and a target in the thousands, as a user's own file."""
    random = np.random.default_rng(0)
    area = random.uniform(20, 200, 200)
    frame = pl.DataFrame(
        {
            "area": [None if number % 17 == 0 else round(float(each), 2) for number, each in enumerate(area)],
            "place": random.choice(["town", "village"], 200).tolist(),
            "price": (3000 * area).round(1).tolist(),
        }
    )
    path = tmp_path / "houses.csv"
    frame.write_csv(path)
    return Design().changed(data=propose(path).data)


def test_the_rows_of_a_table_are_prepared_as_for_a_training(table):
    reading = read(table, table.data)
    assert reading.problem == ""
    ready = prepare(load(table.data.source), table.data, table.training.seed)
    tested = reading.fed[1].read(reading.tested)
    assert np.array_equal(tested, ready.test_inputs)
    assert sorted([*reading.learned, *reading.tested]) == list(range(200))


def test_predictions_come_back_in_the_units_of_the_target_column(table):
    reading = read(table, table.data)
    ready = prepare(load(table.data.source), table.data, table.training.seed)
    prices = reading.raw.table["price"].to_numpy()[reading.tested]
    assert not np.allclose(ready.test_targets[:, 0], prices)
    assert np.allclose(reading.restored(ready.test_targets)[:, 0], prices, rtol=1e-4)


def test_points_that_nobody_measured_are_prepared_as_the_rows_of_the_table_are(tmp_path):
    random = np.random.default_rng(1)
    frame = pl.DataFrame({"a": random.uniform(0, 9, 80), "b": random.uniform(100, 900, 80)})
    frame = frame.with_columns((pl.col("a") * pl.col("b")).alias("c"))
    path = tmp_path / "points.csv"
    frame.write_csv(path)
    design = Design().changed(data=propose(path).data)
    reading = read(design, design.data)
    raw = reading.raw.table.select("a", "b").to_numpy()
    fed = reading.fed[0].read(np.arange(80))
    assert not np.allclose(fed, raw)
    assert np.allclose(reading.prepared(raw), fed, atol=1e-6)
    samples = read(design := open_example("spiral").design, design.data)
    assert np.array_equal(samples.prepared(samples.raw.inputs[:4]), samples.fed[0][:4])
