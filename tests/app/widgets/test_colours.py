"""Tests of the colours of magnitudes."""

import subprocess
import sys

import numpy as np
import pytest

from nndesigner.app.widgets.colours import OUTPUTS_ON_DARK, OUTPUTS_ON_LIGHT, log_parts, output_colour, viridis
from nndesigner.app.widgets.tokens import DARK, LIGHT


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
    program = "import sys, nndesigner.app.widgets.colours; print(*sys.modules, sep='\\n')"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "PySide6" not in ran.stdout.split()


def brightness(colour):
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize(("colours", "ground"), [(OUTPUTS_ON_DARK, DARK.panel), (OUTPUTS_ON_LIGHT, LIGHT.panel)])
def test_names_in_the_colours_of_outputs_can_be_read(colours, ground):
    for colour in colours:
        dark, light = sorted([brightness(colour), brightness(ground)])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


def test_the_colours_of_outputs_come_again_after_the_last():
    assert len(set(OUTPUTS_ON_DARK)) == len(set(OUTPUTS_ON_LIGHT)) == 6
    assert output_colour(7, on_dark=True) == OUTPUTS_ON_DARK[1]
