"""Prepares this machine, then runs nndesigner or its tests.

    python3 packaging/dev.py run [FILE]               open FILE in the window (default: example:mnist-mlp)
    python3 packaging/dev.py test [pytest arguments]  check style, types and behaviour

The first start makes .venv and installs everything into it; later starts go straight on.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "installed-set"
INSTALLING = "installing"

OLDEST_PYTHON = (3, 11)
DEFAULT_FILE = "example:mnist-mlp"
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile"]
"""How the tests run when nothing else is asked for: files of tests on two cores."""
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
PATIENCE = 10.0  # seconds a program may take to end after Ctrl+C

# What Qt loads on Linux, and the Debian and Ubuntu package that has it.
OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


class SetupFailed(Exception):
    """This machine cannot be made ready; the message says why and what to do."""


def require_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Raise SetupFailed when this Python is too old, naming a newer one if the machine has it."""
    if version >= OLDEST_PYTHON:
        return
    newer = next(filter(shutil.which, ["python3.14", "python3.13", "python3.12", "python3.11"]), "")
    advice = f"Use {newer} instead." if newer else "Install Python 3.11 or newer and use that."
    raise SetupFailed(f"nndesigner needs Python 3.11 or newer; this is Python {version[0]}.{version[1]}. {advice}")


def environment_python() -> Path:
    """The Python of .venv."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted_set() -> str:
    """A hash of all that decides what .venv must hold; another hash means installing again."""
    parts = [PROJECT.read_bytes(), CONSTRAINTS.read_bytes(), repr(sys.version_info[:2]).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed_set() -> str:
    """What the stamp in .venv says was installed last: a hash, INSTALLING if that was cut off, or nothing."""
    return STAMP.read_text(encoding="utf-8").strip() if STAMP.is_file() else ""


def environment_works() -> bool:
    """Whether the Python of .venv starts, is of this version, has pip, and no installation was cut off half-way."""
    if installed_set() == INSTALLING or not environment_python().exists():
        return False
    question = "import sys, importlib.util as u; print(sys.version_info[:2], u.find_spec('pip') is not None)"
    try:
        answer = subprocess.run([str(environment_python()), "-c", question], capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout.strip() == f"{tuple(sys.version_info[:2])} True"


def prepare_environment() -> None:
    """Make .venv hold exactly the pinned set, doing nothing when it already does."""
    works = environment_works()
    if works and installed_set() == wanted_set():
        return
    if not works:
        make_environment()
    install_packages()


def make_environment() -> None:
    """Make .venv anew, in place of whatever is there."""
    if ENVIRONMENT.exists():
        say(f"{ENVIRONMENT} is unfinished, broken, or for another Python. Making it anew.")
    else:
        say(f"Making a Python environment in {ENVIRONMENT} (some seconds).")
    require_venv_module()
    # A Python that itself lives in .venv would be deleted while it works: take the one it was made from.
    python = getattr(sys, "_base_executable", None) or sys.executable
    if run_program([python, "-m", "venv", "--clear", str(ENVIRONMENT)]) != 0:
        raise SetupFailed(f"Python could not make {ENVIRONMENT}. May you write there? If it exists, delete it.")


def require_venv_module() -> None:
    """Get Python's venv module, which Debian and Ubuntu ship apart; raise SetupFailed when that is not possible."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    install_system_packages([package], f"This Python has no venv module (package python3-venv or {package}).")


def install_packages() -> None:
    """Install the pinned set with pip and write the stamp."""
    say(
        "Installing PySide6, PyTorch and the rest into .venv.\n"
        "This happens once. It takes 1 to 10 minutes and 1.5 GB of disk (on Linux with CUDA packages up to 7 GB)."
    )
    STAMP.write_text(INSTALLING, encoding="utf-8")
    pip = [str(environment_python()), "-m", "pip", "--disable-pip-version-check", "install"]
    if run_program([*pip, "-e", f"{ROOT}[test]", "-c", str(CONSTRAINTS)]) != 0:
        STAMP.unlink()
        raise SetupFailed(
            "pip could not install the packages; its last lines above say why. "
            "Check the network connection and the free disk space, then run this command again."
        )
    STAMP.write_text(wanted_set(), encoding="utf-8")


def needed_libraries(variables: Mapping[str, str]) -> dict[str, str]:
    """Map each library that Qt needs to its package; the variables say whether X11 and Wayland are there."""
    needed = dict(OFFSCREEN_LIBRARIES)
    if variables.get("DISPLAY"):
        needed.update(X11_LIBRARIES)
    if variables.get("WAYLAND_DISPLAY"):
        needed.update(WAYLAND_LIBRARIES)
    return needed


def is_loadable(library: str) -> bool:
    """Whether the system's loader finds this library and all that it needs itself."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def prepare_libraries(variables: Mapping[str, str]) -> None:
    """Install the system libraries that Qt would miss, or raise SetupFailed saying how to."""
    if not sys.platform.startswith("linux"):
        return
    missing = {name: package for name, package in needed_libraries(variables).items() if not is_loadable(name)}
    if not missing:
        return
    reason = f"Qt needs system libraries that are missing here: {', '.join(missing)}."
    install_system_packages(sorted(missing.values()), reason)
    still_missing = [name for name in missing if not is_loadable(name)]
    if still_missing:
        raise SetupFailed(f"These libraries still cannot be loaded: {', '.join(still_missing)}.")


def install_system_packages(packages: list[str], reason: str) -> None:
    """Install Debian packages as root, or raise SetupFailed with the reason and what to type."""
    if not shutil.which("apt-get"):
        raise SetupFailed(f"{reason}\nInstall them with the package manager of this system, then try again.")
    if os.geteuid() != 0:
        raise SetupFailed(f"{reason}\nInstall them with:\n\n    sudo {' '.join(install_command(packages))}\n")
    say(f"{reason}\nInstalling {' '.join(packages)} with apt-get (some seconds).")
    variables = {"DEBIAN_FRONTEND": "noninteractive"}
    run_program(["apt-get", "update", "-qq"], variables)
    if run_program([*install_command(packages), "-qq"], variables) != 0:
        raise SetupFailed(f"apt-get failed. See why with:\n\n    {' '.join(install_command(packages))}\n")


def install_command(packages: list[str]) -> list[str]:
    """The command that installs these Debian packages."""
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def run_command(arguments: list[str]) -> int:
    """Open a file in the window, or train it in the terminal where no window can open."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        raise SetupFailed("`run` takes one file at most: python3 packaging/dev.py run [FILE]")
    file = arguments[0] if arguments else DEFAULT_FILE
    if not file.startswith("example:") and not Path(file).is_file():
        raise SetupFailed(f"There is no file {file}.")
    prepare_environment()
    prepare_libraries(os.environ)
    obstacle = window_obstacle(os.environ)
    if obstacle:
        say(obstacle)
        return train_in_terminal(file)
    return run_program([str(environment_python()), "-m", "nndesigner", file])


def window_obstacle(variables: Mapping[str, str]) -> str:
    """Why no window can open here, in a sentence; empty when one can."""
    if not sys.platform.startswith("linux") or variables.get("QT_QPA_PLATFORM"):
        return ""
    wayland = variables.get("WAYLAND_DISPLAY", "")
    if wayland and Path(variables.get("XDG_RUNTIME_DIR", ""), wayland).exists():
        return ""
    display = variables.get("DISPLAY", "")
    if display:
        return "" if answers(display) else f"No X server answers at DISPLAY={display}."
    if wayland:
        return f"No Wayland compositor answers at WAYLAND_DISPLAY={wayland}."
    return "This machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set)."


def answers(display: str) -> bool:
    """Whether an X server accepts a connection at this display."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    accepted = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return accepted


def train_in_terminal(file: str) -> int:
    """Train a file without a window and draw the plots of the run as pictures."""
    folder = ROOT / "runs" / f"{Path(file.split(':')[-1]).stem}-{time.strftime('%Y%m%d-%H%M%S')}"
    say(f"Training {file} here in the terminal instead; the window shows the same live.")
    python = str(environment_python())
    project = folder / "trained.nnd"
    for command in (
        ["nndesigner", "train", file, "--out", str(folder)],
        ["nndesigner.app.pictures", str(project), str(folder)],
    ):
        code = run_program([python, "-m", *command], OFFSCREEN)
        if code != 0:
            return code
    say(f"Everything of this run lies in {folder}:")
    for path in sorted(folder.iterdir()):
        print(f"    {path.name}")
    print(
        "To see it in the window, run this on a machine with a display:\n\n"
        f"    python3 packaging/dev.py run {project}\n\n"
        "From afar, `ssh -X` brings the window to your own screen."
    )
    return 0


def test_command(arguments: list[str]) -> int:
    """Run every check, even after one failed; give the first failure's exit code."""
    prepare_environment()
    prepare_libraries({})
    python = str(environment_python())
    checks = {
        "Style (ruff check)": ["ruff", "check", "."],
        "Format (ruff format)": ["ruff", "format", "--check", "."],
        "Types (mypy)": ["mypy"],
        "Behaviour (pytest)": ["pytest", *(arguments or SIDE_BY_SIDE)],
    }
    results = {}
    for title, command in checks.items():
        say(title)
        results[title] = run_program([python, "-m", *command], OFFSCREEN, folder=ROOT)
    say("Result")
    for title, code in results.items():
        print(f"    {title}: {'passed' if code == 0 else 'FAILED'}")
    return next((code for code in results.values() if code), 0)


COMMANDS = {"run": run_command, "test": test_command}


def run_program(command: list[str], variables: Mapping[str, str] = os.environ, folder: Path | None = None) -> int:
    """Run a program to its end and give its exit code; Ctrl+C lets it end in its own way first."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **variables})
    try:
        code = process.wait()
    except KeyboardInterrupt:
        end(process)
        raise
    return code if code >= 0 else 128 - code


def end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a program that was told to stop; end it when it does not, or at a second Ctrl+C."""
    try:
        process.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()
        process.wait()


def say(text: str) -> None:
    """Print a heading that stands out from the output of other programs."""
    first, *rest = text.splitlines()
    print("\n".join([f"\n==> {first}", *(f"    {line}" for line in rest)]), flush=True)


def main(arguments: list[str]) -> int:
    """Do what the command line asks and give the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        require_python()
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupFailed as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"\n{problem}\nMay you read and write everything in {ROOT}, and has its disk room?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
