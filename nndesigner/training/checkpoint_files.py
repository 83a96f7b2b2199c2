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
    newest = next(iter(kept(folder, STEP)), None)
    name = NAME.fullmatch(newest.name) if newest else None
    return int(name[2]) if name else None


def inside(folder: Path) -> list[Path]:
    """Everything in a folder; nothing when it cannot be looked into."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []
