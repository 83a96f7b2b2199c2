"""Reads IDX files, the format that MNIST and its descendants come in."""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.samples import UnreadableData

_UNSIGNED_BYTES = 0x08
_GZIP = b"\x1f\x8b"
_LARGEST = 2**31
"""Bytes that a file may hold unpacked; MNIST holds 47 million."""


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes, gzip-compressed or plain. Raises UnreadableData.

    Two zero bytes, the type, the number of dimensions, one big-endian 32-bit size for each, then the values.
    """
    content = _unpacked(path)
    if len(content) < 4 or content[:2] != b"\0\0":
        raise UnreadableData(f"{path.name} is no IDX file: it should start with two zero bytes. {_HELP}")
    kind, dimensions = content[2], content[3]
    if kind != _UNSIGNED_BYTES:
        raise UnreadableData(f"{path.name} should hold unsigned bytes (type 8), but holds type {kind}. Save it as NPY.")
    start = 4 + 4 * dimensions
    if dimensions == 0 or len(content) < start:
        raise UnreadableData(f"{path.name} ends inside its header. {_HELP}")
    shape = tuple(int(size) for size in np.frombuffer(content, ">u4", dimensions, offset=4))
    expected, found = math.prod(shape), len(content) - start
    if expected != found:
        sizes = " × ".join(str(size) for size in shape)
        raise UnreadableData(f"{path.name} should hold {sizes} = {expected} values, but holds {found}. {_HELP}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


_HELP = "Get the file again from where it came from."


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP
        with gzip.open(path) if is_packed else path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableData(f"{path.name} is missing in {path.parent}. Install nndesigner again.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = "it ends too early" if isinstance(error, EOFError) else "it is damaged"
        raise UnreadableData(f"{path.name} cannot be unpacked: {reason}. {_HELP}") from None
    except OSError as error:
        raise UnreadableData(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if len(content) > _LARGEST:
        raise UnreadableData(f"{path.name} unpacks to more than {_LARGEST} bytes, which cannot be right.")
    return content
