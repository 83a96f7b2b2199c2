"""Runs nndesigner as a program of its own, as a user does."""

import json
import os
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from nndesigner.project.file import Project, save_project
from tests.design.drawings import classifier

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "nndesigner"]
Ran = subprocess.CompletedProcess[str]


def environment(**variables: str) -> dict[str, str]:
    """Variables for a child: no display unless one is given."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    return {**kept, "PYTHONPATH": str(ROOT), **variables}


def nndesigner(*arguments: object, cwd: Path = ROOT, **variables: str) -> Ran:
    """Run it to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )


def in_terminal(columns: int, *arguments: object, **variables: str) -> str:
    """What a terminal of so many columns shows of the standard output; there are none on Windows."""
    import fcntl
    import termios
    from pty import openpty

    ours, theirs = openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    kept = {name: value for name, value in environment(**variables).items() if name != "COLUMNS"}
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, env=kept, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the other end is closed
            while piece := os.read(ours, 4096):
                shown += piece
    os.close(ours)
    assert running.returncode == 0, shown
    return shown.decode().replace("\r\n", "\n")


def said(ran: Ran) -> str:
    """The one sentence on the error output of a run that failed."""
    assert ran.returncode == 2, ran
    assert "Traceback" not in ran.stderr
    (line,) = ran.stderr.splitlines()
    assert line.startswith("nndesigner: ") and line.endswith((".", "help.", ")")), line
    return line


def json_lines(text: str) -> list[dict]:
    """Strict JSON, one object a line."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


def tiny(folder: Path, **settings: int) -> Path:
    """A project that trains in a moment: Flatten and ten softmax units."""
    design = classifier()
    path = folder / "tiny.nnd"
    chosen = {"batch_size": 6000, "epochs": 1, **settings}
    save_project(Project(design.changed(training=design.training.changed(**chosen))), path)
    return path
