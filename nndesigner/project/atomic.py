"""Writes files so that a crash, a full disk or a pulled plug leaves the old file or the new one, never half of one."""

import errno
import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from nndesigner.catalog.problems import UserError

RETRIES = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)
"""Seconds between attempts to replace a file that Windows says is in use; 2.5 s in all."""
IN_USE_ON_WINDOWS = (5, 32, 33)
LONGEST_STEM = 100


class CannotWrite(UserError):
    """A file could not be written; the text says why and what to do, and that the old file is unchanged."""


def write_file(
    target: Path | str, write: Callable[[BinaryIO], object], verify: Callable[[Path], object] = lambda _: None
) -> None:
    """Put what `write` writes in place of `target`, once `verify` has read it back without raising.

    Symbolic links are followed and mode bits kept. Raises CannotWrite, and whatever `write` and `verify` raise; the
    old file is untouched then and nothing is left beside it.
    """
    target = Path(target)
    try:
        real = Path(os.path.realpath(target))
        mode = _mode_to_keep(real)
        temporary = real.with_name(f".{real.name[:LONGEST_STEM]}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        try:
            _write_through(temporary, write, mode)
            verify(temporary)
            _replace(temporary, real)
        finally:
            with suppress(OSError):
                temporary.unlink()
        _sync_folder(real.parent)
    except (OSError, ValueError) as error:
        raise CannotWrite(_reason(target, error)) from error


def _mode_to_keep(real: Path) -> int | None:
    """The mode bits of the file that will be replaced; None when there is none."""
    try:
        found = real.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not an ordinary file")
    if not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(found.st_mode)


def _write_through(temporary: Path, write: Callable[[BinaryIO], object], mode: int | None) -> None:
    """Write a new file down to the disk."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(temporary, flags, 0o666), "w+b") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        os.chmod(temporary, mode)


def _replace(temporary: Path, real: Path) -> None:
    """Rename in one step; on Windows a virus scanner or a cloud folder may hold the file for a moment."""
    for pause in RETRIES:
        try:
            os.replace(temporary, real)
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in IN_USE_ON_WINDOWS:
                raise
            time.sleep(pause)
    os.replace(temporary, real)


def _sync_folder(folder: Path) -> None:
    """Make the rename last; not every file system can, and by now the file itself is safe."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(target: Path, error: OSError | ValueError) -> str:
    folder = target.parent
    number = error.errno if isinstance(error, OSError) else None
    match number:
        case errno.ENOSPC | errno.EFBIG | errno.EDQUOT:
            why = f"There is no room left for {target}. Free some space on the disk or write elsewhere."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            why = f"{target} may not be written with your account. Choose another folder or change the permissions."
        case errno.ENOENT | errno.ENOTDIR:
            why = f"{target} cannot be written, because there is no folder {folder}. Make it, or choose another one."
        case errno.EISDIR:
            why = f"{target} is a folder. Give the name of a file in it."
        case errno.ENAMETOOLONG:
            why = f"The name {target.name[:40]}… is too long for this disk. Choose a shorter one."
        case _:
            text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            why = f"{target} could not be written: {text}. Write to another folder or disk."
    return f"{why} What was there before is unchanged."
