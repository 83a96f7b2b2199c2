"""Reads and writes the zip that a project file is; members are taken by name and never larger than they may be."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

MEBIBYTE = 2**20
PROJECT = "project.json"
RECORD = "record.json"
HISTORY = "history.json"
TRAINED = "trained.json"
WEIGHTS = "weights.safetensors"
PREPARATION = "preparation.json"

LIMITS: Mapping[str, int] = {
    PROJECT: 16 * MEBIBYTE,
    TRAINED: 16 * MEBIBYTE,
    RECORD: 16 * MEBIBYTE,
    HISTORY: 64 * MEBIBYTE,
    WEIGHTS: 4096 * MEBIBYTE,
    PREPARATION: 64 * MEBIBYTE,
}
"""What a member may hold, in bytes, by the last part of its name; no other members are looked at."""
MOST_RUNS = 200
OF_RUN = re.compile(
    r"runs/([a-z0-9][a-z0-9-]{0,59})/(record\.json|history\.json|weights\.safetensors|preparation\.json)"
)
LARGEST_UNPACKED_WEIGHTS = 512 * MEBIBYTE
"""What weights may hold that were compressed, as we never do: zeros that take 1 MB in the file can fill 1 GB."""
LARGEST_UNPACKED = 768 * MEBIBYTE
"""What all compressed members may hold together."""
MOST_MEMBERS = 1000

ZIP_START = b"PK"


class BadArchive(ValueError):
    """The zip is damaged or not what we take; the message is the end of a sentence."""


def of_run(identity: str, name: str) -> str:
    """What the member `name` of a run is called."""
    return f"runs/{identity}/{name}"


def read_members(path: Path) -> dict[str, bytes]:
    """The members that we know, by name, in the order of the file. Raises BadArchive and OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                raise BadArchive(f"it holds {len(names)} files, but a project has {MOST_MEMBERS} at most")
            known = [name for name in names if _kind(name)]
            twice = next((name for name in known if names.count(name) > 1), None)
            if twice:
                raise BadArchive(f"it holds {twice} twice")
            _require_room([archive.getinfo(name) for name in known])
            return {name: _member(archive, name) for name in known}
    except BadArchive:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError, MemoryError) as error:
        raise BadArchive(f"it is damaged ({error})") from error


def write_members(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    """Write a zip; JSON is compressed, weights are not, for they hardly shrink. Equal members give equal bytes."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)  # dated 1980, whatever the clock says
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if _kind(name) == WEIGHTS else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def _kind(name: str) -> str:
    """The member that `name` stands for, of the project or of one of its runs; empty when it is none of ours."""
    found = OF_RUN.fullmatch(name)
    return found.group(2) if found else name if name in LIMITS and name != RECORD else ""


def _require_room(members: list[zipfile.ZipInfo]) -> None:
    packed = sum(info.file_size for info in members if info.compress_type != zipfile.ZIP_STORED)
    if packed > LARGEST_UNPACKED and all(info.file_size <= LIMITS[_kind(info.filename)] for info in members):
        raise BadArchive(f"it is larger than {LARGEST_UNPACKED // MEBIBYTE} MB when unpacked, the most that is read")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive(f"{name} in it is packed in a way that projects do not use")
    kind = _kind(name)
    limit = LIMITS[kind]
    if kind == WEIGHTS and info.compress_type != zipfile.ZIP_STORED:
        limit = LARGEST_UNPACKED_WEIGHTS
    with archive.open(info) as member:
        content = member.read(limit + 1) if info.file_size <= limit else b""
    if info.file_size > limit or len(content) > limit:
        raise BadArchive(f"{name} in it is larger than {limit // MEBIBYTE} MB, the most that is read")
    return content
