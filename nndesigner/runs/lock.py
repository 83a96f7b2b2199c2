"""Says which runs are under way: a lock that the system releases however the program that holds it ends."""

import os
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TRIES, PAUSE = 20, 0.05
"""How often it is tried, and the seconds between, for somebody may just be looking whether it is held."""


class Lock:
    """A lock on a file; held by at most one at a time, also within one program."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Hold it from now on; False when somebody else does. Raises OSError."""
        for number in range(TRIES if self._descriptor is None else 0):
            time.sleep(PAUSE if number else 0)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            if _is_locked_by(descriptor):
                self._descriptor = descriptor
                break
            os.close(descriptor)
        return self._descriptor is not None

    def release(self) -> None:
        """Hold it no longer."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock on `path`, this program included."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _is_locked_by(descriptor)
    finally:
        os.close(descriptor)


def _is_locked_by(descriptor: int) -> bool:
    """Lock an open file until it is closed; False when somebody else has. Some disks know no locks, and refuse none."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
