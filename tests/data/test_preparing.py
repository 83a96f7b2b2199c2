"""Raw rows and pictures become arrays; what is learned is learned from the training part alone."""

import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.description import NotPrepared
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.catalog.sources.table import Table
from nndesigner.data.loading import load
from nndesigner.data.preparing import pictures, rows
from nndesigner.data.preparing.fitted import Fitted, MalformedPreparation
from nndesigner.data.preparing.pictures import PreparedStream, resized
from nndesigner.data.preparing.prepared import prepare
from nndesigner.data.samples import Records, UnreadableData
from nndesigner.data.streaming import KeptBytes
from nndesigner.design.options import DataOptions, Split

ROWS = 60
STEPS = {
    each.__name__: each for each in (rows.fill, rows.drop, rows.scale, rows.clip, rows.log, rows.one_hot, rows.tokens)
}


def table(**columns: dict) -> Table:
    return Table(file={"path": "rows.csv"}, columns=[{"name": name, **column} for name, column in columns.items()])


HOUSES = table(
    age={"missing": 5},
    place={"kind": "category", "categories": ("hill", "sea", "town")},
    price={"use": "target"},
)
MAILS = table(text={"kind": "text"}, label={"kind": "category", "categories": ("ham", "spam"), "use": "target"})


def houses(seed: int = 0) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    ages = chance.normal(40, 10, ROWS).tolist()
    ages[::12] = [None] * len(ages[::12])
    places = chance.choice(["hill", "sea", "town"], ROWS).tolist()
    return pl.DataFrame({"age": ages, "place": places, "price": chance.lognormal(3, 1, ROWS)})


def mails() -> pl.DataFrame:
    texts = [f"Dear friend, it's word{number % 7} again: DEAR?" for number in range(ROWS)]
    return pl.DataFrame({"text": texts, "label": ["ham", "spam", "ham"] * (ROWS // 3)})


def options(source: Table, *steps: tuple | str, **split: float) -> DataOptions:
    made = [Preparation.of_kind(step) if isinstance(step, str) else Preparation.of_kind(*step) for step in steps]
    return DataOptions(source, Split(**split), tuple(made))


WHOLE = (
    "fill_missing",
    ("clip", {"columns": ["age"]}),
    "standardize",
    "one_hot",
    ("log", {"columns": ["price"]}),
    ("standardize", {"columns": ["price"]}),
)


def test_a_table_becomes_numbers_and_each_row_has_one_use():
    prepared = prepare(Records(houses()), options(HOUSES, *WHOLE), seed=1)
    assert prepared.inputs.shape == (48, 4) and prepared.inputs.dtype == np.float32
    assert prepared.test_inputs.shape == (12, 4)
    assert prepared.targets.shape == (48, 1) and prepared.targets.dtype == np.float32
    taught = prepared.inputs[prepared.parts.taught]
    assert len(taught) == 43 and len(prepared.parts.aside) == 5
    assert taught[:, 0].mean() == pytest.approx(0, abs=1e-6)
    assert taught[:, 0].std() == pytest.approx(1, abs=1e-6)
    assert np.array_equal(taught[:, 1:].sum(1), np.ones(43))
    assert prepared.targets[prepared.parts.taught].std() == pytest.approx(1, abs=1e-6)


@given(st.integers(0, 5), st.sampled_from([0, 3]), st.booleans())
@settings(max_examples=15)
def test_nothing_is_learned_from_rows_that_validate_or_test(seed, folds, is_shuffled):
    data = options(HOUSES, *WHOLE, folds=folds, shuffled=is_shuffled)
    raw = houses().with_columns(price=pl.Series(range(ROWS), dtype=pl.Float64))
    plain = options(HOUSES, "fill_missing", "one_hot", folds=folds, shuffled=is_shuffled)
    for fold in range(max(folds, 1)):
        parts = prepare(Records(raw), plain, seed, fold)
        taught = set(parts.targets[parts.parts.taught][:, 0].astype(int).tolist())
        others = [number not in taught for number in range(ROWS)]
        spoiled = raw.with_columns(
            pl.when(pl.Series(others)).then(1e6).otherwise(pl.col(name)).alias(name) for name in ("age", "price")
        )
        expected, found = (prepare(Records(each), data, seed, fold).fitted for each in (raw, spoiled))
        assert found == expected


RANGED = table(
    age={"low": 18.0, "high": 90.0, "missing": 5},
    rooms={"low": 0.0, "high": 9.0},
    place={"kind": "category", "categories": ("hill", "sea", "town")},
    price={"low": 1.0, "high": 80.0, "use": "target"},
)
NUMBERS = st.sampled_from([["age"], ["rooms"], ["price"], ["age", "price"], []])
ANY_STEP = st.one_of(
    st.tuples(st.just("standardize"), st.fixed_dictionaries({"columns": NUMBERS})),
    st.tuples(st.just("min_max"), st.fixed_dictionaries({"columns": NUMBERS, "low": st.floats(-3, 0.5)})),
    st.tuples(st.just("log"), st.fixed_dictionaries({"columns": NUMBERS})),
    st.tuples(
        st.just("clip"),
        st.fixed_dictionaries(
            {"columns": NUMBERS, "by": st.sampled_from(["quantiles", "numbers"]), "high": st.floats(1, 60)}
        ),
    ),
    st.tuples(st.just("fill_missing"), st.fixed_dictionaries({"value": st.floats(-99, 99)})),
)


@given(st.lists(ANY_STEP, max_size=5), st.booleans(), st.integers(0, 3))
@settings(max_examples=60)
def test_every_part_is_as_the_description_says(steps, is_left_out, seed):
    chance = np.random.default_rng(seed)
    numbers = {"age": chance.uniform(18, 90, ROWS), "rooms": chance.uniform(0, 9, ROWS)}
    raw = houses(seed).with_columns(**{name: pl.Series(values) for name, values in numbers.items()})
    raw = raw.with_columns(
        age=pl.when(houses(seed)["age"].is_null()).then(None).otherwise(pl.col("age")),
        price=pl.Series(chance.uniform(1, 80, ROWS)),
    )
    data = options(RANGED, *steps, "drop_missing" if is_left_out else "fill_missing", "one_hot")
    assert data.problem == ""
    prepared = prepare(Records(raw), data, seed)
    low, high = data.value_range()
    target = data.target()
    for inputs, targets in ((prepared.inputs, prepared.targets), (prepared.test_inputs, prepared.test_targets)):
        assert inputs.shape[1:] == tuple(data.sample_shape())
        assert inputs.min() >= low - 1e-5 and inputs.max() <= high + 1e-5
        assert targets.min() >= target.low - 1e-4 and targets.max() <= target.high + 1e-4
    assert prepared.fitted.inputs == tuple(column.name for column in data.description.inputs)


def test_a_part_to_test_with_of_the_data_itself_is_used_and_its_news_are_zeros():
    test = pl.DataFrame({"age": [None, 30.0], "place": ["moon", "sea"], "price": [1.0, 2.0]})
    prepared = prepare(Records(houses(), test), options(HOUSES, *WHOLE), seed=1)
    assert len(prepared.inputs) == ROWS and len(prepared.test_inputs) == 2
    assert prepared.test_inputs[:, 1:].tolist() == [[0, 0, 0], [0, 1, 0]]


def test_rows_with_gaps_are_left_out_of_every_part():
    prepared = prepare(Records(houses()), options(HOUSES, "drop_missing", "one_hot"), seed=1)
    assert len(prepared.inputs) + len(prepared.test_inputs) == ROWS - 5


@pytest.mark.parametrize("strategy, value", [("median", 2.0), ("mean", 3.0), ("most_frequent", 1.0), ("constant", 9.0)])
def test_gaps_are_filled_as_the_strategy_says(strategy, value):
    source = table(x={"missing": 1}, y={"use": "target"})
    raw = pl.DataFrame({"x": [1.0, 1.0, 2.0, 3.0, 8.0, None], "y": range(6)})
    data = options(
        source, ("fill_missing", {"strategy": strategy, "value": 9.0}), test_fraction=0, validation_fraction=0
    )
    assert prepare(Records(raw), data, 0).inputs[-1, 0] == value


def test_not_a_number_is_missing_too():
    source = table(x={"missing": 1}, y={"use": "target"})
    raw = pl.DataFrame({"x": [1.0, math.nan, 3.0], "y": [0.0, 1.0, 2.0]})
    data = options(source, ("fill_missing", {"strategy": "mean"}), test_fraction=0, validation_fraction=0)
    assert prepare(Records(raw), data, 0).inputs[:, 0].tolist() == [1, 2, 3]


def test_columns_that_never_change_are_no_trouble():
    source = table(x={}, y={"use": "target"})
    raw = pl.DataFrame({"x": [4.0] * 10, "y": range(10)})
    for kind, expected in (("standardize", 0.0), ("min_max", 0.0), ("log", math.log(5))):
        prepared = prepare(Records(raw), options(source, kind), 0)
        assert prepared.inputs[:, 0].tolist() == pytest.approx([expected] * 8)


def test_classes_are_numbered_as_the_column_says():
    prepared = prepare(Records(mails()), options(MAILS, ("tokens", {"length": 6, "size": 8})), seed=0)
    assert prepared.inputs.dtype == prepared.targets.dtype == np.int64
    assert prepared.inputs.shape == (48, 6)
    assert np.bincount(prepared.targets).tolist() == [32, 16], "the parts are stratified"
    assert prepared.fitted.classes == ("ham", "spam")
    assert prepared.inputs.max() == 7 and prepared.inputs.min() >= 1


def test_words_are_numbered_by_how_often_they_are_taught():
    raw = pl.DataFrame({"text": ["b a b", "b a c", "", "a new b"], "label": ["ham", "spam", "ham", "spam"]})
    data = options(
        MAILS,
        ("tokens", {"length": 4, "size": 4}),
        shuffled=False,
        stratified=False,
        validation_fraction=0,
        test_fraction=0.25,
    )
    prepared = prepare(Records(raw), data, 0)
    assert prepared.inputs.tolist() == [[0, 2, 3, 2], [0, 2, 3, 1], [0, 0, 0, 0]]
    assert prepare(Records(raw), data, 0).inputs[0].tolist() == [0, 2, 3, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"age": pl.lit(math.inf)}, "The column age is infinite in"),
        ({"price": pl.lit(1e300)}, "The column price is infinite or too large in 43 rows of the training part"),
        ({"price": pl.lit(None, pl.Float64)}, "The column price is missing 43 values in the training part"),
        ({"age": pl.lit(None, pl.Float64)}, "The column age has no value in the whole training part"),
        ({"age": pl.lit("old")}, "The column age holds values that are no numbers"),
    ],
)
def test_what_cannot_be_learned_from_is_named(change, words):
    with pytest.raises(UnreadableData, match=words):
        prepare(Records(houses().with_columns(**change)), options(HOUSES, "fill_missing", "standardize", "one_hot"), 1)


def test_a_missing_column_an_unknown_class_and_an_unfinished_table_are_told():
    with pytest.raises(UnreadableData, match="should have a column place"):
        prepare(Records(houses().drop("place")), options(HOUSES), 0)
    other = Records(mails(), mails().with_columns(label=pl.lit("new")))
    with pytest.raises(UnreadableData, match=r"60 rows in the test part whose value is no known class, such as new"):
        prepare(other, options(MAILS, "tokens"), 0)
    with pytest.raises(NotPrepared, match="age is missing 5 values"):
        prepare(Records(houses()), options(HOUSES), 0)
    with pytest.raises(UnreadableData, match="no rows to learn from"):
        nothing = houses().with_columns(age=pl.lit(None, pl.Float64))
        prepare(Records(nothing), options(HOUSES, "drop_missing", "one_hot"), 0)


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (houses(), options(HOUSES, *WHOLE)),
        (houses(), options(HOUSES, ("fill_missing", {"strategy": "mean"}), ("min_max", {"low": -1.0}), "one_hot")),
        (houses(), options(HOUSES, "one_hot", ("log", {"columns": ["age"]}), "drop_missing")),
        (mails(), options(MAILS, ("tokens", {"length": 9, "size": 9}))),
        (mails(), options(MAILS, ("tokens", {"length": 9, "size": 9, "level": "characters", "padding": "after"}))),
    ],
)
def test_single_rows_get_the_numbers_that_whole_tables_get(raw, data):
    prepared = prepare(Records(raw, raw), data, 3)
    fitted = Fitted.from_plain(json.loads(json.dumps(prepared.fitted.to_plain())))
    assert fitted == prepared.fitted
    steps = [(STEPS[step["do"]], step["columns"]) for step in fitted.of_inputs().steps]
    inputs = [name for name in raw.columns if name not in fitted.targets]
    found = []
    for row in raw.select(inputs).to_dicts():
        values = rows.prepared(
            {name: "" if each is None else str(each) for name, each in row.items()}, fitted.numbers, fitted.texts, steps
        )
        if values is not None:
            found.append(
                values[fitted.inputs[0]] if fitted.texts == ("text",) else [values[name] for name in fitted.inputs]
            )
    assert np.allclose(np.array(found, prepared.inputs.dtype), prepared.test_inputs, rtol=1e-6, atol=1e-7)


def test_samples_without_steps_are_passed_on_as_they_are():
    raw = load(Mnist(training_samples=1000))
    prepared = prepare(raw, DataOptions(Mnist(training_samples=1000)), 0)
    assert prepared.inputs is raw.inputs and prepared.test_inputs is raw.test_inputs and prepared.fitted is None
    counts = np.bincount(raw.targets[prepared.parts.aside], minlength=10) * 10
    assert np.abs(counts - np.bincount(raw.targets)).max() <= 10


PICTURES = np.random.default_rng(0).random((30, 3, 12, 10)).astype(np.float32)


def test_pictures_keep_their_brightness_and_lines_when_they_shrink():
    small = resized(PICTURES, 5, 7)
    assert small.shape == (30, 3, 5, 7)
    assert small.min() >= 0 and small.max() <= 1
    assert small.mean() == pytest.approx(PICTURES.mean(), abs=0.01)
    assert np.allclose(resized(np.full((1, 1, 9, 9), 0.3, np.float32), 4, 20), 0.3)
    assert np.allclose(resized(PICTURES, 12, 10), PICTURES, atol=1e-6)


def test_digits_are_resized_and_standardized_by_those_that_teach():
    data = DataOptions(
        Mnist(training_samples=1000),
        preparation=(Preparation.of_kind("resize", {"height": 14, "width": 10}), Preparation.of_kind("standardize")),
    )
    prepared = prepare(load(data.source), data, 0)
    assert prepared.inputs.shape == (1000, 1, 14, 10) and prepared.inputs.dtype == np.float32
    assert prepared.inputs[prepared.parts.taught].mean() == pytest.approx(0, abs=1e-3)
    assert prepared.inputs[prepared.parts.taught].std() == pytest.approx(1, abs=1e-3)


def test_streamed_samples_are_changed_when_they_are_read():
    raw = KeptBytes((PICTURES * 255).astype(np.uint8))
    steps = ({"do": "gray"}, {"do": "resize", "height": 4, "width": 5})
    stream = PreparedStream(raw, steps, (30, 1, 4, 5))
    chosen = np.array([7, 2])
    assert len(stream) == 30
    expected = resized(np.einsum("nchw,c->nhw", raw.read(chosen), np.float32([0.299, 0.587, 0.114]))[:, None], 4, 5)
    assert np.allclose(stream.read(chosen), expected, atol=1e-6)


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {},
        {"of": "row"},
        {"of": "table", "steps": [{"do": 1}]},
        {"of": "table", "inputs": [1]},
        {"of": "table", "steps": 3},
    ],
)
def test_what_is_no_preparation_is_refused(plain):
    with pytest.raises(MalformedPreparation):
        Fitted.from_plain(plain)


def test_a_column_that_is_always_the_same_becomes_0_though_its_mean_is_rounded():
    values = {f"x{number}": 10.0**number + 0.1 for number in range(-9, 10)}
    source = table(**{name: {} for name in values}, y={"use": "target"})
    raw = pl.DataFrame({name: [value] * 99 + [2 * value] for name, value in values.items()} | {"y": range(100)})
    prepared = prepare(Records(raw), options(source, "standardize", shuffled=False, test_fraction=0.01), 0)
    assert np.abs(prepared.inputs).max() < 1e-5
    assert prepared.test_inputs[0].tolist() == pytest.approx(list(values.values()))
    gray = np.full((300, 1, 4, 4), 0.1, np.float32)
    step = pictures.fitted(Preparation.of_kind("standardize"), gray, np.arange(300), Mnist().describe())
    assert step["factor"] == [1.0]


class Large(KeptBytes):
    """Pictures that note how many numbers are read at once."""

    most = 0

    def read(self, indices: np.ndarray) -> np.ndarray:
        self.most = max(self.most, len(indices))
        return super().read(indices)


def test_large_pictures_are_standardized_a_few_at_a_time():
    values = np.random.default_rng(0).integers(0, 256, (40, 1, 512, 512), np.uint8)
    values = np.concatenate([values[:20], values[:20] // 2])
    large = Large(values)
    step = pictures.fitted(Preparation.of_kind("standardize"), large, np.arange(40), Mnist().describe())
    assert large.most * 512 * 512 <= pictures.MOST_NUMBERS
    assert step["mean"] == pytest.approx([values.mean() / 255], rel=1e-5)
    assert step["factor"] == pytest.approx([255 / values.std()], rel=1e-5)
