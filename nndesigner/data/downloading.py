"""Downloads files once: with progress, going on where a broken connection ended, and checked before they are used."""

import hashlib
import http.client
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import BinaryIO
from urllib.parse import urlsplit

from nndesigner.catalog.sources.downloads import Remote
from nndesigner.data.samples import UnreadableData

FOLDER = "NNDESIGNER_DATA"
"""The environment variable that says where downloads are kept."""
TIMEOUT = 20.0
"""Seconds that a server may be silent."""
TRIES = 4
PAUSE = 1.0
"""Seconds before a busy server is asked again; twice as many each time."""
CHUNK = 2**18
AGENT = "nndesigner"


class DownloadFailed(UnreadableData):
    """A file could not be downloaded; the text says why and what to do."""


class _Broken(Exception):
    """The connection ended early; what came so far is kept."""


class _Busy(_Broken):
    """The server had no time, or an error of its own."""


@dataclass(frozen=True)
class Step:
    """How far a download is, in bytes of all its files."""

    title: str
    done: int
    of: int


def kept_in(name: str) -> Path:
    """The folder that downloads of this name are kept in."""
    if chosen := os.environ.get(FOLDER):
        return Path(chosen) / name
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    return base / "nndesigner" / "datasets" / name


def is_there(files: Sequence[Remote], folder: Path) -> bool:
    """Whether all files were downloaded; only what had the right checksum has its name."""
    return all((folder / file.name).is_file() for file in files)


def downloading(title: str, files: Sequence[Remote], folder: Path) -> Generator[Step, None, None]:
    """Download what is missing, reporting progress. Close it to stop: what came so far is kept for the next time.

    Raises DownloadFailed.
    """
    whole = sum(file.size for file in files)
    before = 0
    _require_room(title, files, folder)
    for file in files:
        if not (folder / file.name).is_file():
            try:
                for done in _fetched(file, folder, title):
                    yield Step(title, min(before + done, whole), whole)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise DownloadFailed(f"{title} cannot be kept in {folder}: {reason}.") from None
        before += file.size
        yield Step(title, before, whole)


def _fetched(file: Remote, folder: Path, title: str) -> Iterator[int]:
    """Bytes that are there of one file, until it is whole and has its name."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{file.name}.part"
    is_resumed = part.exists()
    reason = ""
    for number in range(TRIES):
        try:
            yield from _continued(file, part, title)
        except _Busy as error:
            if number == TRIES - 1:
                host = urlsplit(file.address).netloc
                raise DownloadFailed(f"{title} cannot be downloaded now: {host} {error}. Try again later.") from None
            sleep(PAUSE * 2**number)
            continue
        except _Broken as error:
            reason = str(error)
            continue
        if _md5(part) == file.md5:
            part.replace(folder / file.name)
            return
        part.unlink()
        if not is_resumed:
            raise DownloadFailed(
                f"{file.name} of {title} has another checksum than was published, so it was thrown away. "
                "Try again later, or from another network."
            )
        is_resumed = False  # what was there from last time may have been the wrong part: once more from the beginning
    raise DownloadFailed(
        f"The connection broke off while {file.name} of {title} was downloaded ({reason}). Try again: it goes on where "
        "it ended."
    )


def _continued(file: Remote, part: Path, title: str) -> Iterator[int]:
    """Get what is missing in `part`. Raises _Broken, DownloadFailed."""
    have = part.stat().st_size if part.exists() else 0
    if have > 2 * file.size:
        part.unlink()
        have = 0
    request = urllib.request.Request(file.address, headers={"User-Agent": AGENT})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing is missing
            error.close()
            return
        raise _refusal(error, file, title) from None
    except (urllib.error.URLError, TimeoutError, http.client.HTTPException, ConnectionError) as error:
        raise _offline(error, file, title, have) from None
    with answer, part.open("ab" if answer.status == 206 and _starts_at(answer, have) else "wb") as target:
        yield from _copied(answer, target, 2 * file.size)
        target.flush()
        os.fsync(target.fileno())


def _copied(answer: http.client.HTTPResponse, target: BinaryIO, most: int) -> Iterator[int]:
    expected = answer.headers.get("Content-Length")
    start = target.tell()
    while True:
        try:
            chunk = answer.read1(CHUNK)  # what is there, so that a slow server is followed too
        except (OSError, http.client.HTTPException) as error:
            raise _Broken(_words(error)) from None
        if not chunk:
            break
        target.write(chunk)
        yield target.tell()
        if target.tell() > most:
            raise DownloadFailed("The server sends much more than was expected. Try again later.")
    if expected is not None and expected.isdecimal() and target.tell() - start < int(expected):
        raise _Broken("the server stopped sending")


def _require_room(title: str, files: Sequence[Remote], folder: Path) -> None:
    """Raise DownloadFailed when the disk has too little room for what is missing."""
    missing = sum(file.size - _size(folder / f"{file.name}.part") for file in files if not _size(folder / file.name))
    place = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
    if place is None:
        return
    free = shutil.disk_usage(place).free
    if free < missing:
        needed, room = f"{missing / 1e6:.0f} MB", f"{free / 1e6:.0f} MB are free"
        raise DownloadFailed(f"{title} cannot be kept in {folder}: it needs {needed}, but {room}. Make room there.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _starts_at(answer: http.client.HTTPResponse, have: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")


def _refusal(error: urllib.error.HTTPError, file: Remote, title: str) -> Exception:
    error.close()
    if error.code in (408, 429, 500, 502, 503, 504):
        return _Busy(f"answered {error.code} {_reason(error)}".rstrip())
    why = f"{file.address} answered {error.code} {_reason(error)}".rstrip()
    return DownloadFailed(f"{title} cannot be downloaded: {why}. Try again later.")


def _reason(error: urllib.error.HTTPError) -> str:
    if error.code in range(300, 400):
        return "and leads nowhere else"
    return " ".join(str(error.reason).split())[:100].rstrip(".")


def _offline(error: Exception, file: Remote, title: str, have: int) -> Exception:
    host = urlsplit(file.address).netloc
    kept = " What was downloaded so far is kept." if have else ""
    return DownloadFailed(
        f"{title} cannot be downloaded: {host} cannot be reached ({_words(error)}). Check the Internet connection."
        f"{kept}"
    )


def _words(error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return text[:1].lower() + text[1:100].rstrip(".")


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
