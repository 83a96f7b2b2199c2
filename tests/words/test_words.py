"""Numbers, sizes, durations, counts and metrics as the window and the terminal write them."""

import math

import pytest

from nndesigner.words.counts import counted
from nndesigner.words.durations import spoken
from nndesigner.words.metrics import in_words, is_better_higher, kinds_in, short_name, title_of
from nndesigner.words.numbers import figure, mark, percent, written
from nndesigner.words.sizes import size_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.04123, "0.0412"), (2.3, "2.30"), (-12.345, "−12.3"), (4.1e-7, "4.1·10⁻⁷"), (3e6, "3.0·10⁶"), (0, "0")],
)
def test_figures_have_about_three_digits(value: float, words: str) -> None:
    assert figure(value) == words


def test_what_is_no_number_is_said() -> None:
    assert [figure(each) for each in (math.nan, math.inf, -math.inf)] == ["not a number", "∞", "−∞"]
    assert percent(math.nan) == "not a number" and written(math.nan) == "–"


def test_parts_are_written_in_percent() -> None:
    assert percent(0.9844) == "98.4 %"


@pytest.mark.parametrize(("value", "words"), [(0.05, "0.05"), (200, "200"), (1e-6, "10⁻⁶"), (-20_000, "−20\u202f000")])
def test_marks_of_an_axis_are_round(value: float, words: str) -> None:
    assert mark(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(340_000, "340\u202f000"), (123.456, "123.46"), (0.04123, "0.0412"), (7, "7")]
)
def test_large_numbers_of_a_table_are_written_wholly(value: float, words: str) -> None:
    assert written(float(value)) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (12, "12 bytes"),
        (1400, "1.4 kB"),
        (9.96e6, "10 MB"),
        (4.04e12, "4.0 TB"),
        (12.4e9, "12 GB"),
        (999.7e6, "1.0 GB"),
    ],
)
def test_sizes_are_said_in_two_or_three_digits(size: float, words: str) -> None:
    assert size_in_words(int(size)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (41.2, "0:41"), (725, "12:05"), (12000, "3:20:00"), (-3, "0:00")]
)
def test_durations_read_like_a_clock(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


def test_one_is_not_many() -> None:
    assert [counted(number, "layer") for number in (0, 1, 60_000)] == ["0 layers", "1 layer", "60\u202f000 layers"]


def test_metrics_that_say_most_come_first() -> None:
    assert kinds_in(["mse", "loss", "f1/digits", "accuracy"]) == ("accuracy", "f1", "mse")


def test_a_metric_has_a_title_a_short_name_and_its_own_way_to_be_written() -> None:
    assert (title_of("f1"), title_of("recall", "churned"), short_name("f1")) == ("F1 score", "Recall of churned", "F1")
    assert (in_words("accuracy", 0.978), in_words("r2", 0.8066)) == ("97.8 %", "0.807")
    assert is_better_higher("r2") and not is_better_higher("mae")
