"""The versions that this application depends on, and the reasons they were chosen for."""

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]


def numbers(text: str) -> tuple[int, ...]:
    """A plain version as numbers that compare."""
    return tuple(int(part) for part in text.partition("+")[0].split("."))


def test_pyside_is_neither_too_old_for_torch_nor_the_release_that_crashes() -> None:
    installed = numbers(version("PySide6-Essentials"))
    assert (6, 9, 3) <= installed < (6, 13)
    assert installed != (6, 12, 0)


def test_a_thousand_calls_into_qt_do_not_use_up_none() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    color = QColor("white")
    painter.setPen(color)  # the first call makes signatures, which hold None
    before = sys.getrefcount(None)
    for _ in range(1000):
        painter.setPen(color)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 10


def test_torch_is_exactly_the_release_that_was_tested() -> None:
    assert version("torch").partition("+")[0] == "2.13.0"


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_every_dependency_has_an_upper_bound(dependency: str) -> None:
    assert "<" in dependency or "==" in dependency


@pytest.mark.parametrize("line", (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines())
def test_the_constraints_are_exact_and_fit_every_platform(line: str) -> None:
    assert line.startswith("#") or ("==" in line and "+" not in line and "@" not in line)


def test_the_installed_versions_are_those_of_the_constraints() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wanted = dict(line.split("==") for line in lines if "==" in line)
    for dependency in ("PySide6_Essentials", "torch", "numpy", "pydantic", "safetensors", "pyqtgraph"):
        assert version(dependency).partition("+")[0] == wanted[dependency], dependency
