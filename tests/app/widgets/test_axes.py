"""Tests of where axes begin and end, of their marks, and of numbers in words."""

import math

import pytest

from nndesigner.app.widgets.axes import epoch_axis, linear_axis, log_axis, percent_axis
from nndesigner.words.numbers import figure, mark, percent


def texts(axis):
    return [text for _, text in axis.marks]


def test_a_log_axis_goes_from_one_round_number_to_another():
    axis = log_axis(0.03, 0.9, 8)
    assert texts(axis) == ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]
    assert (axis.low, axis.high) == (pytest.approx(math.log10(0.02)), 0)


def test_a_log_axis_over_many_decades_writes_only_some_of_them():
    axis = log_axis(1e-12, 1e3, 5)
    assert 2 <= len(axis.marks) <= 5
    assert axis.low <= -12
    assert axis.high >= 3


def test_a_log_axis_around_one_value_has_some_height():
    axis = log_axis(0.5, 0.5, 5)
    assert axis.low < math.log10(0.5) < axis.high


@pytest.mark.parametrize(("lowest", "highest"), [(0, 0), (0, 1), (-3, 2), (5, 5), (1e-9, 2e-9), (1e6, 3e6)])
def test_a_linear_axis_holds_its_values(lowest, highest):
    axis = linear_axis(lowest, highest, 6)
    assert axis.low <= lowest
    assert axis.high >= highest
    assert 2 <= len(axis.marks) <= 9


def test_a_percent_axis_comes_closer_as_the_network_gets_better():
    assert texts(percent_axis(0.05, 0.6, 6))[0] == "0 %"
    assert texts(percent_axis(0.93, 0.99, 6))[0] == "90 %"
    assert percent_axis(0.985, 0.999, 6).low == 0.98
    assert percent_axis(0, 0.03, 6).high == 0.05


def test_the_end_of_the_epochs_is_always_marked():
    assert texts(epoch_axis(0, 12, 469, 5)) == ["0", "5", "10", "12 epochs"]
    assert texts(epoch_axis(0, 12, 469, 5))[-1] == "12 epochs"
    assert texts(epoch_axis(0, 1, 50, 5))[-1] == "50 steps"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0412, "0.0412"), (2.3026, "2.30"), (0, "0"), (4.07e-7, "4.1·10⁻⁷"), (123.4, "123"), (1e7, "1.0·10⁷")],
)
def test_a_figure_has_three_digits(value, text):
    assert figure(value) == text


def test_what_is_no_number_is_said_in_words():
    assert figure(math.nan) == percent(math.nan) == "not a number"
    assert figure(math.inf) == "∞"


def test_marks_are_round():
    assert [mark(value) for value in (0, 0.05, 1, 200, 20000, 1e-6, 2e-7)] == [
        *("0", "0.05", "1", "200", "20\u202f000", "10⁻⁶", "2·10⁻⁷"),
    ]
