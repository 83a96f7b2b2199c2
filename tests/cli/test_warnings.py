"""What libraries say to developers does not reach the terminal of a user, unless it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from nndesigner.project.file import Project, save_project
from tests.cli.programs import Ran, environment, nndesigner
from tests.design.drawings import drawn, layer

WARNING = """
import nndesigner.__main__
import torch
call = "torch.nn.functional.mse_loss(torch.zeros(2), torch.zeros(2, 1))"
exec(call, {"__name__": "nndesigner.training", "torch": torch})
"""
"""torch says that the caller did it, as if it stood in a module of ours."""
FROM_ELSEWHERE = """
import nndesigner.__main__
import warnings
warnings.warn("mind this")
"""


def python(code: str, **variables: str) -> Ran:
    command = [sys.executable, "-c", code]
    variables = environment(**variables)
    return subprocess.run(command, env=variables, capture_output=True, text=True, encoding="utf-8", timeout=100)


def test_a_warning_of_torch_stays_away_from_the_terminal():
    assert python(WARNING).stderr == ""


def test_it_is_shown_to_who_asks_for_it():
    assert "target size" in python(WARNING, PYTHONWARNINGS="default").stderr


def test_warnings_of_others_are_shown():
    assert "mind this" in python(FROM_ELSEWHERE).stderr


@pytest.mark.parametrize("kernel", [2, 4])
def test_training_a_convolution_with_an_even_filter_warns_of_nothing(tmp_path: Path, kernel):
    """Even with PYTHONWARNINGS: torch is not asked for what it warns of."""
    even = layer("conv2d", filters=2, kernel_size=kernel, stride=1)
    ten = layer("dense", units=10, activation="softmax")
    design = drawn("input", even, "flatten", ten, "output")
    design = design.changed(training=design.training.changed(batch_size=6000, epochs=1))
    save_project(Project(design), tmp_path / "even.nnd")
    ran = nndesigner("train", "even.nnd", "--out", "out", cwd=tmp_path, PYTHONWARNINGS="always::UserWarning")
    assert ran.returncode == 0, ran
    assert "Warning" not in ran.stderr
