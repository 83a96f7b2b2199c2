"""Tests of the colours of magnitudes."""

import subprocess
import sys

import numpy as np
import pytest

from nndesigner.app.plots.colours import log_parts, viridis


@pytest.mark.parametrize(
    ("part", "colour"),
    [(0.0, (68, 1, 84)), (0.1, (72, 36, 117)), (0.33, (48, 104, 142)), (0.66, (51, 182, 122)), (1.0, (253, 231, 37))],
)
def test_it_is_viridis(part, colour):
    assert np.abs(viridis(part).astype(int) - colour).max() <= 6


def test_what_lies_outside_gets_the_colour_of_its_end():
    assert np.array_equal(viridis([-1, np.nan, -np.inf]), viridis([0, 0, 0]))
    assert np.array_equal(viridis([2, np.inf]), viridis([1, 1]))


def test_magnitudes_stand_on_a_log_scale():
    assert np.allclose(log_parts([1e-6, 1e-5, 1e-1], 1e-6, 1e-1), [0, 0.2, 1])
    assert viridis(log_parts(0.0, 1e-6, 1e-1)).tolist() == viridis(0).tolist()


def test_the_colours_come_without_qt():
    program = "import sys, nndesigner.app.plots.colours; print(*sys.modules, sep='\\n')"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "PySide6" not in ran.stdout.split()
