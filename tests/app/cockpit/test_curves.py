"""Tests of the arithmetic behind the curves."""

import numpy as np
import pytest

from nndesigner.app.cockpit.curves import columns, cut, quantiles, running_mean, zigzag


def test_few_points_are_kept_as_they_are():
    x, y = np.arange(1, 11.0), np.linspace(2, 1, 10)
    found = columns(x, y, 0, 10, 100)
    assert np.array_equal(found.x, x)
    assert np.array_equal(found.low, y)
    assert np.array_equal(found.high, y)


def test_many_points_become_columns_that_keep_every_extreme():
    random = np.random.default_rng(0)
    x, y = np.arange(1, 100_001.0), random.normal(size=100_000)
    found = columns(x, y, 0, 100_000, 300)
    assert len(found.x) <= 301
    assert found.count.sum() == 100_000
    assert found.low.min() == y.min()
    assert found.high.max() == y.max()
    assert found.sum.sum() == pytest.approx(y.sum())


def test_looking_closer_leaves_out_what_is_far_but_keeps_a_neighbour_at_each_side():
    x = np.arange(1, 1001.0)
    found = columns(x, x, 400, 500, 200)
    assert (found.x[0], found.x[-1]) == (399, 501)


def test_infinite_and_missing_values_are_left_out_of_means_and_extremes():
    y = np.ones(1000)
    y[[3, 500]] = np.nan, np.inf
    found = columns(np.arange(1000.0), y, 0, 999, 50)
    assert found.count.sum() == 998
    assert found.low.min() == found.high.max() == 1
    assert np.allclose(running_mean(found, 100), 1)


def test_the_running_mean_goes_over_the_last_values_only():
    y = np.array([0.0, 0, 0, 4, 4, 4])
    found = columns(np.arange(6.0), y, 0, 5, 100)
    assert running_mean(found, 1).tolist() == y.tolist()
    assert running_mean(found, 2).tolist() == [0, 0, 0, 2, 4, 4]


def test_the_running_mean_is_the_same_whether_columns_hold_one_value_or_many():
    y = np.random.default_rng(1).normal(size=4000)
    x = np.arange(4000.0)
    fine, coarse = columns(x, y, 0, 4000, 4000), columns(x, y, 0, 4000, 100)
    at = coarse.x.astype(int)
    assert np.allclose(running_mean(coarse, 400)[20:], running_mean(fine, 400)[at][20:], atol=0.05)


def test_the_raw_curve_has_at_most_two_points_a_column():
    x, y = np.arange(10_000.0), np.random.default_rng(2).normal(size=10_000)
    found = columns(x, y, 0, 10_000, 100)
    across, up = zigzag(found)
    assert len(across) == len(up) == 2 * len(found.x)


def test_a_curve_is_cut_where_it_leaves_the_axes():
    x, y = cut(np.array([0.0, 1, 2, 3]), np.array([0.0, 2, 2, 0]), 1, 3)
    seen = np.isfinite(y)
    assert x[seen].tolist() == [0.5, 1, 2, 2.5]
    assert y[seen].tolist() == [1, 2, 2, 1]


def test_a_gap_stays_a_gap_when_a_curve_is_cut():
    x, y = cut(np.array([0.0, 1, 2, 3]), np.array([0.0, np.nan, 2, 5]), 1, 3)
    seen = np.isfinite(y)
    assert x[seen].tolist() == [2, pytest.approx(2 + 1 / 3)]


def test_an_empty_curve_stays_empty():
    nothing = np.empty(0)
    found = columns(nothing, nothing, 0, 1, 10)
    assert len(running_mean(found, 5)) == 0
    assert len(cut(*zigzag(found), 0, 1)[0]) == 0


def test_quantiles_are_values_that_about_so_many_are_below():
    values = np.random.default_rng(3).permutation(1001).astype(float)
    assert quantiles(values, 0, 0.01, 0.5, 1).tolist() == [0, 10, 500, 1000]
    assert quantiles(np.array([7.0]), 0.01, 0.99).tolist() == [7, 7]
