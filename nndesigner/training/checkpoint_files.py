"""How the files of checkpoints in a folder are called; needs no torch."""

import re
from pathlib import Path

STEP, BEST, SUFFIX = "step", "best", ".safetensors"
NAME = re.compile(rf"({STEP}|{BEST})-(\d{{1,15}}){re.escape(SUFFIX)}")


def kept(folder: Path, kind: str) -> list[Path]:
    """The checkpoints of a kind, the newest first."""
    found = (NAME.fullmatch(path.name) for path in inside(folder))
    numbers = sorted((int(each[2]), each[0]) for each in found if each and each[1] == kind)
    return [folder / name for _, name in reversed(numbers)]


def last_step(folder: Path) -> int | None:
    """The step of the newest checkpoint in `folder`; None when there is none."""
    return next(iter(_steps(folder)), None)


def last_two_steps(folder: Path) -> tuple[int, int] | None:
    """The steps of the two newest checkpoints in `folder`, the earlier one first; None when there are fewer."""
    later, earlier = [*_steps(folder), None, None][:2]
    return None if earlier is None or later is None else (earlier, later)


def _steps(folder: Path) -> list[int]:
    """The steps of all checkpoints in `folder`, the newest first."""
    found = (NAME.fullmatch(path.name) for path in kept(folder, STEP))
    return [int(name[2]) for name in found if name]


def inside(folder: Path) -> list[Path]:
    """Everything in a folder; nothing when it cannot be looked into."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []
