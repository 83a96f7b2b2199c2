"""Every step of preparation says what becomes of the data, or in words why it cannot be done."""

import math
from dataclasses import replace

import pytest

import nndesigner.catalog
from nndesigner.catalog.description import Column, Description, NotPrepared
from nndesigner.catalog.entry import entries
from nndesigner.catalog.preparations.preparation import OfColumns, Preparation
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Values

assert nndesigner.catalog.__doc__  # importing it declares every entry

AGE = Column("age", "number", missing=3, low=-1.0, high=99.0)
PLACE = Column("place", "category", ("a", "b", "c"), missing=2)
NOTE = Column("note", "text")
PRICE = Column("price", "number", low=0.0, high=500.0)
TABLE = Description((AGE, PLACE, PRICE), targets=("price",))
TEXT = Description((NOTE, replace(PLACE, missing=0)), targets=("place",))
PICTURES = Description(shape=Shape(C=3, H=40, W=60), low=0.0, high=1.0)


def step(kind: str, **values: object) -> Preparation:
    return Preparation.of_kind(kind, values)


@pytest.mark.parametrize("kind", entries("preparation"))
def test_every_step_says_what_is_wrong_when_there_is_nothing_to_prepare(kind):
    with pytest.raises(NotPrepared) as problem:
        step(kind).describe(Description())
    assert str(problem.value).endswith(".")


@pytest.mark.parametrize("kind", [kind for kind, each in entries("preparation").items() if issubclass(each, OfColumns)])
def test_a_column_that_is_not_there_is_named(kind):
    with pytest.raises(NotPrepared, match="colour"):
        step(kind, columns=["colour"]).describe(TABLE)


def test_filling_and_leaving_out_end_missing_values():
    filled = step("fill_missing").describe(TABLE)
    assert [column.missing for column in filled.columns] == [0, 0, 0]
    only = step("drop_missing", columns=["age"]).describe(TABLE)
    assert [column.missing for column in only.columns] == [0, 2, 0]
    gap = Description((AGE, replace(PRICE, missing=4)), ("price",))
    assert [column.missing for column in step("drop_missing").describe(gap).columns] == [0, 0]
    assert [column.missing for column in step("fill_missing").describe(gap).columns] == [0, 4], "targets are not filled"


def test_a_constant_widens_the_range_when_it_lies_outside():
    (age,) = step("fill_missing", strategy="constant", value=-50.0, columns=["age"]).chosen(TABLE)
    after = step("fill_missing", strategy="constant", value=-50.0, columns=["age"]).describe(TABLE).column("age")
    assert (after.low, after.high) == (-50.0, age.high)


def test_ranges_follow_the_steps():
    scaled = step("min_max", low=-1.0).describe(TABLE)
    assert (scaled.low, scaled.high) == (-math.inf, math.inf), "the categories are not scaled"
    numbers = Description((AGE, PRICE), ("price",))
    scaled = step("min_max", low=-1.0).describe(numbers)
    assert (scaled.low, scaled.high) == (-1.0, 1.0)
    logarithm = step("log").describe(numbers).column("age")
    assert (logarithm.low, logarithm.high) == pytest.approx((-math.log(2), math.log(100)))
    clipped = step("clip", by="numbers", low=0.0, high=20.0).describe(numbers).column("age")
    assert (clipped.low, clipped.high) == (0.0, 20.0)
    assert step("standardize").describe(numbers).high == math.inf


def test_without_names_a_step_changes_inputs_alone_and_named_targets_too():
    assert step("standardize").describe(TABLE).column("price") == PRICE
    after = step("log", columns=["price"]).describe(TABLE)
    assert after.target() == Values(Shape(F=1), 0.0, math.log1p(500.0))
    assert after.column("age") == AGE
    assert step("min_max", columns=["price"]).describe(TABLE).target().high == math.inf, "targets are never cut off"


def test_one_hot_puts_columns_in_the_place_of_one():
    after = step("one_hot").describe(TABLE)
    assert [column.name for column in after.columns] == ["age", "place = a", "place = b", "place = c", "price"]
    assert after.sample_shape() == Shape(F=4)
    assert all((column.low, column.high, column.missing) == (0.0, 1.0, 0) for column in after.columns[1:4])


def test_one_hot_gives_no_name_twice():
    taken = Description((PLACE, Column("place = a", "number"), PRICE), ("price",))
    names = [column.name for column in step("one_hot").describe(taken).columns]
    assert len(set(names)) == len(names) == 5


def test_one_hot_is_not_for_targets_and_not_for_thousands():
    with pytest.raises(NotPrepared, match="place is the target"):
        step("one_hot", columns=["place"]).describe(TEXT)
    many = Column("id", "category", tuple(str(number) for number in range(1001)))
    with pytest.raises(NotPrepared, match=r"at most 1000 columns .* id has 1001"):
        step("one_hot").describe(Description((many, PRICE), ("price",)))


def test_tokens_make_rows_of_symbols_and_keep_the_target():
    after = step("tokens", length=20, size=50).describe(TEXT)
    assert after.sample_shape() == Shape(T=20)
    assert len(set(after.vocabulary)) == len(after.vocabulary) == 50
    assert after.target() == Classes(("a", "b", "c"))
    assert after.unfinished() == ""
    assert (after.low, after.high) == (0.0, 49.0)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ((NOTE, replace(NOTE, name="title"), PLACE), "takes one column, but there are 2: note, title"),
        ((NOTE, AGE, PLACE), "Leave out: age"),
        ((replace(NOTE, missing=2), PLACE), "note is missing 2 values"),
        ((AGE, PLACE), "works on text"),
    ],
)
def test_tokens_read_one_whole_text(columns, words):
    with pytest.raises(NotPrepared, match=words):
        step("tokens").describe(Description(columns, ("place",)))


def test_pictures_are_resized_and_made_gray():
    after = step("gray").describe(step("resize", height=8, width=9).describe(PICTURES))
    assert after.sample_shape() == Shape(C=1, H=8, W=9)
    assert (after.low, after.high) == (0.0, 1.0)
    assert step("standardize").describe(PICTURES).sample_shape() == PICTURES.shape
    with pytest.raises(NotPrepared, match="4 channels"):
        step("gray").describe(Description(shape=Shape(C=4, H=8, W=8)))


def test_limits_in_the_wrong_order_are_refused():
    numbers = Description((AGE, PRICE), ("price",))
    for wrong in (step("min_max", low=2.0, high=1.0), step("clip", by="numbers", low=1.0, high=1.0)):
        with pytest.raises(NotPrepared, match="a lower limit below the upper one"):
            wrong.describe(numbers)


def test_numbers_are_asked_for_where_they_are_needed():
    for kind in ("standardize", "min_max", "clip", "log"):
        with pytest.raises(NotPrepared, match="works on numbers, but the column place holds categories"):
            step(kind, columns=["place"]).describe(TABLE)
    with pytest.raises(NotPrepared, match="rows of symbols"):
        step("standardize").describe(Description(shape=Shape(T=5), vocabulary=("a", "b")))


def test_what_is_still_to_be_done_is_said():
    assert "age is missing 3 values" in TABLE.unfinished()
    filled = step("fill_missing").describe(TABLE)
    assert "place holds categories" in filled.unfinished()
    assert step("one_hot").describe(filled).unfinished() == ""
    assert "note holds text" in TEXT.unfinished()
    assert "same value in every row" in Description((AGE_KNOWN, ONE), ("one",)).unfinished()
    assert "when it is the only target" in Description((AGE_KNOWN, PLACE_KNOWN, PRICE), ("price", "place")).unfinished()


AGE_KNOWN, PLACE_KNOWN, ONE = replace(AGE, missing=0), replace(PLACE, missing=0), Column("one", "category", ("x",))


def test_strange_names_stay_on_one_line_and_are_isolated():
    odd = Column('a "b"\nשלום', "text")
    assert 'a "b" שלום' in Description((odd, PRICE), ("price",)).unfinished()
    assert "\n" not in Description((odd, PRICE), ("price",)).unfinished()
