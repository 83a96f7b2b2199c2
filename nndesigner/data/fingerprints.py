"""How files and folders are recognized: by size and SHA-256, folders by the names and sizes of the files in them.

Nothing heavy is imported here: a project is held against its files as soon as it is opened.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nndesigner.catalog.files import FileReference

PICTURES: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".bmp")
TEXTS: tuple[str, ...] = (".txt",)
COUNTED = {"image_folder": PICTURES, "text_files": TEXTS}
"""For each kind of source that reads a folder: how the names of the files end that count."""
CHUNK = 2**20
LINKED = 2
"""How deep in a folder links to other folders are followed: folders of parts and of classes may be links."""
IGNORED = ("__MACOSX",)
_OFTEN = 1000

Pulse = Callable[[], None]
"""Is called now and then; what it raises ends the work."""


def digest_of(path: Path, heard: Callable[[int], None]) -> tuple[int, str]:
    """Size and SHA-256 of a file; reports after each piece how many bytes were read. Raises OSError."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            heard(done)
    return done, digest.hexdigest()


def folder_as_it_is(folder: Path, suffixes: Sequence[str], pulse: Pulse = lambda: None) -> FileReference:
    """A reference to a folder by the names and sizes of the files below it that end with `suffixes`. Raises OSError."""
    digest, total, number = hashlib.sha256(), 0, 0
    for name, size in _listed(folder, "", tuple(suffixes), 0):
        digest.update(f"{name}\0{size}\0".encode("utf-8", "surrogatepass"))
        total += size
        number += 1
        if number % _OFTEN == 0:
            pulse()
    return FileReference(path=str(folder), size=total, digest=digest.hexdigest(), files=number)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is left out."""
    return name.startswith(".") or name in IGNORED


def _listed(folder: Path | str, before: str, suffixes: tuple[str, ...], depth: int) -> Iterator[tuple[str, int]]:
    """Names with slashes and sizes, in an order that does not depend on the computer."""
    with os.scandir(folder) as found:
        entries = sorted((entry for entry in found if not is_hidden(entry.name)), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=depth < LINKED):
            yield from _listed(entry.path, f"{before}{entry.name}/", suffixes, depth + 1)
        elif entry.name.lower().endswith(suffixes):
            yield before + entry.name, _size(entry)


def _size(entry: "os.DirEntry[str]") -> int:
    """In bytes; 0 for a link that leads nowhere."""
    try:
        return entry.stat().st_size
    except OSError:
        return 0
