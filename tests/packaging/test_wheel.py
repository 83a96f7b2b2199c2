"""The wheel: what lies in it, and that it works where there is no source tree."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pip(*arguments: str, python: str = sys.executable) -> None:
    """Run pip, showing what it said when it fails."""
    outcome = subprocess.run([python, "-m", "pip", *arguments], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this source tree."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("nndesigner-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of an environment that has the wheel and the dependencies, not the source tree."""
    environment = tmp_path_factory.mktemp("a place with spaces and ü")
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip("install", "--no-deps", "--no-index", str(wheel), python=str(programs / "python"))
    # A path in a .pth file adds that folder alone: the .pth of the editable source tree in it is not read.
    packages = next(environment.glob("[Ll]ib/**/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_the_resources_lie_inside_the_package(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert any(path.name == "train-images-idx3-ubyte.gz" for path in resources)
    missing = {f"nndesigner/{path.relative_to(ROOT).as_posix()}" for path in resources} - packed
    assert not missing


def test_the_wheel_holds_the_package_and_nothing_of_the_workshop(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    top = {name.partition("/")[0] for name in packed}
    assert top == {"nndesigner", f"{wheel.name.partition('-py3')[0]}.dist-info"}
    assert not [name for name in packed if "__pycache__" in name or name.startswith("nndesigner/tests")]
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nndesigner").rglob("*.py")}
    assert modules <= set(packed)


def test_the_licence_travels_along(wheel: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_installed_package_is_not_the_source_tree(installed: Path, tmp_path: Path) -> None:
    question = "import nndesigner, nndesigner.locations as l; print(nndesigner.__file__); print(l.DATA_SETS.is_dir())"
    outcome = subprocess.run(
        [str(installed / "python"), "-c", question], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    place, resources_found = outcome.stdout.splitlines()
    assert not Path(place).is_relative_to(ROOT)
    assert resources_found == "True"


def test_the_installed_program_lists_the_examples_from_any_folder(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    outcome = subprocess.run(
        [str(installed / "nndesigner"), "examples"], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "mnist-mlp" in outcome.stdout
