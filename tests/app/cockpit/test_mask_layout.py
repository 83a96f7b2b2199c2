"""Tests of how masks are laid out as cells."""

import numpy as np
import pytest

from nndesigner.app.cockpit.mask_layout import lay_out


def random_mask(*shape):
    return np.random.default_rng(0).random(shape) > 0.3


@pytest.mark.parametrize("units", [1, 2, 7, 10, 128, 500, 512, 1000, 4096])
def test_every_unit_has_a_cell_in_order(units):
    kept = random_mask(units)
    layout = lay_out(kept, 320, 200)
    assert np.array_equal(layout.kept.ravel()[: layout.last], kept)
    assert layout.columns * layout.cell <= 320
    assert layout.rows * layout.cell <= 200


def test_units_fill_their_rows_when_they_can():
    assert lay_out(random_mask(512), 320, 200).columns in (16, 32)


def test_too_many_units_are_told_of():
    layout = lay_out(random_mask(800_000), 320, 200)
    assert layout.last < 800_000
    assert layout.what == f"{layout.last} of 800000 units"


def test_channels_are_left_out_before_cells_get_too_small_to_see():
    layout = lay_out(random_mask(32, 14, 14), 330, 180)
    assert layout.what == "8 of 32 channels"
    assert np.array_equal(layout.kept, random_mask(32, 14, 14)[:8])


def test_with_room_all_channels_are_shown():
    assert lay_out(random_mask(32, 14, 14), 1200, 600).what == "32 channels"


def test_a_channel_of_one_value_is_a_cell():
    layout = lay_out(random_mask(64, 1, 1), 320, 200)
    assert layout.blocks == 64


def test_a_sequence_has_a_row_for_each_time_step():
    layout = lay_out(random_mask(20, 30), 320, 200)
    assert (layout.rows, layout.columns) == (20, 30)


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 3), (4096,), (256, 28, 28), (3000, 3000)])
def test_no_room_at_all_is_no_problem(shape):
    assert lay_out(random_mask(*shape), 1, 1).cell >= 0
