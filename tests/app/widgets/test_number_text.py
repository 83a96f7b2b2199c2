"""Numbers and sizes as people write them."""

import pytest

from nndesigner.app.widgets.number_text import (
    Unreadable,
    number_text,
    read_number,
    read_sizes,
    read_whole,
    stepped,
)
from nndesigner.catalog.entry import Parameter, find

UNITS = Parameter("units", "Units", "", int, 128, 1, 1_000_000)
SEED = Parameter("seed", "Seed", "", int, 0, 0, 2**31 - 1)
RATE = next(parameter for parameter in find("optimizer", "adam").parameters() if parameter.name == "learning_rate")
PART = Parameter("rate", "Rate", "", float, 0.5, 0, 1)


@pytest.mark.parametrize(
    "text, value", [("1e-3", 0.001), ("0,001", 0.001), (" 0.5 ", 0.5), ("−2", -2.0), ("1_000", 1000)]
)
def test_reads_numbers_as_people_write_them(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text, value", [("32", 32), ("1 000", 1000), ("1\u202f000", 1000), ("1e3", 1000)])
def test_reads_whole_numbers(text, value):
    assert read_whole(text) == value


@pytest.mark.parametrize("text", ["1.5", "abc", "inf", "nan", ""])
def test_says_what_is_no_whole_number(text):
    with pytest.raises(Unreadable, match="Expected"):
        read_whole(text)


@pytest.mark.parametrize("text, is_unfinished", [("1e-", True), ("-", True), ("1x", False)])
def test_knows_when_more_typing_could_help(text, is_unfinished):
    with pytest.raises(Unreadable) as problem:
        read_number(text)
    assert problem.value.is_unfinished is is_unfinished


@pytest.mark.parametrize("text", ["1 × 28 × 28", "1x28x28", "1, 28, 28", "C 1 × H 28 × W 28", "(1, 28, 28)", "1 28 28"])
def test_reads_sizes_leniently(text):
    assert read_sizes(text) == (1, 28, 28)


@pytest.mark.parametrize("text", ["", "a × 3", "1.5 × 2", "-3"])
def test_says_what_is_no_shape(text):
    with pytest.raises(Unreadable, match="1 × 28 × 28"):
        read_sizes(text)


@pytest.mark.parametrize("number", [0.1, 1e-5, 1e-8, 0.001, 0.9, 1 / 3, 100.0, 128, 2**31 - 1])
def test_a_number_shown_reads_as_the_same_number(number):
    assert read_number(number_text(number)) == number


def test_small_numbers_are_short():
    assert number_text(1e-05) == "1e-5"


def test_a_learning_rate_steps_by_factors():
    assert stepped(RATE, 0.001, 1) == 0.002
    assert stepped(RATE, 0.001, -1) == 0.0005
    assert stepped(RATE, 0.002, 2) == 0.01


def test_a_part_steps_by_twentieths_and_stays_within_its_limits():
    assert stepped(PART, 0.5, 1) == 0.55
    assert stepped(PART, 0.999, -1) == 0.95
    assert stepped(PART, 0.0, -3) == 0.0


def test_sizes_step_by_about_an_eighth_and_come_back():
    assert stepped(UNITS, 128, 1) == 144
    assert stepped(UNITS, 144, -1) == 128
    assert stepped(UNITS, 128, -1) == 120
    assert stepped(UNITS, 1, -1) == 1
    assert stepped(SEED, 100, 1) == 101
