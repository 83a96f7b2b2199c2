"""What programs say to each other about a training: frames of a JSON header and raw arrays over a stream of bytes.

A frame is the length of its header (4 bytes, the lowest first), the header (JSON: what the frame is, its content, and
type and shape of each array) and the arrays one after the other, as they lie in memory.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

import numpy as np

from nndesigner.training.plain_forms import Array

VERSION = 1
"""Both sides say it first, and speak only with their like."""
LENGTH = 4
"""Bytes that say how long a header is."""
LONGEST_HEADER = 256 * 2**20
MOST_ARRAYS = 1_000_000
MOST_BYTES = 2**36
"""Of all arrays of a frame together."""
MOST_DIMENSIONS = 32
TYPES = frozenset(
    np.dtype(each).str
    for each in ("bool", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
)  # fmt: skip


class FrameKind(Enum):
    """What a frame brings. To the process: START and COMMAND; from it: READY and EVENTS."""

    READY = "ready"
    START = "start"
    COMMAND = "command"
    EVENTS = "events"


@dataclass(frozen=True)
class Frame:
    """One message; its arrays are named in the content by their numbers."""

    kind: FrameKind
    content: Any
    arrays: Sequence[Array] = field(default=(), repr=False)


class BadFrame(Exception):
    """Bytes that are no frame; the message is the end of a sentence."""


class Reading(Protocol):
    """Where frames come from: a buffered stream."""

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer at the end of the stream."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the buffer; gives how many bytes there were."""


class Writing(Protocol):
    """Where frames go: a buffered stream."""

    def write(self, data: bytes | memoryview, /) -> object:
        """Take all these bytes."""

    def flush(self) -> object:
        """Let nothing wait."""


def write(stream: Writing, frame: Frame) -> None:
    """Write one frame and flush. Raises OSError when nobody reads any more."""
    arrays = [np.asarray(each, order="C") for each in frame.arrays]
    described = [[each.dtype.str, each.shape] for each in arrays]
    plain = {"frame": frame.kind.value, "content": frame.content, "arrays": described}
    header = json.dumps(plain, allow_nan=False, separators=(",", ":")).encode("ascii")
    stream.write(len(header).to_bytes(LENGTH, "little") + header)
    for each in arrays:
        if each.nbytes:
            stream.write(_bytes(each))
    stream.flush()


def read(stream: Reading) -> Frame | None:
    """The next frame; None when the stream ends before one. Raises BadFrame for anything else."""
    start = stream.read(LENGTH)
    if not start:
        return None
    length = int.from_bytes(start, "little")
    if len(start) < LENGTH or not 2 <= length <= LONGEST_HEADER:
        raise BadFrame(f"expected a frame, found {start!r}")
    header = _header(_exactly(stream, length))
    arrays = [_array(stream, *described) for described in _described(header["arrays"])]
    return Frame(header["frame"], header["content"], arrays)


def _exactly(stream: Reading, length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise BadFrame(f"a frame was cut off after {len(found)} of {length} bytes")
    return found


def _header(content: bytes) -> dict[str, Any]:
    try:
        header = json.loads(content)
        return {**header, "frame": FrameKind(header["frame"]), "content": header["content"], "arrays": header["arrays"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFrame(f"a frame has no proper header ({type(error).__name__}: {error})") from error


def _described(listed: Any) -> list[tuple[np.dtype[np.generic], tuple[int, ...]]]:
    """Types and shapes, once all of them together are known to be sensible: nothing is reserved before."""
    if not isinstance(listed, list) or len(listed) > MOST_ARRAYS:
        raise BadFrame(f"a frame should list at most {MOST_ARRAYS} arrays")
    found = []
    for each in listed:
        kind, shape = each if isinstance(each, list) and len(each) == 2 else (None, ())
        if not isinstance(kind, str) or kind not in TYPES or not _is_shape(shape):
            raise BadFrame(f"an array should have a type and a shape, but has {str(each)[:60]}")
        found.append((np.dtype(kind), tuple(shape)))
    if sum(math.prod(shape) * kind.itemsize for kind, shape in found) > MOST_BYTES:
        raise BadFrame(f"the arrays of a frame should have at most {MOST_BYTES} bytes")
    return found


def _is_shape(shape: Any) -> bool:
    is_list = isinstance(shape, list) and len(shape) <= MOST_DIMENSIONS
    return is_list and all(type(each) is int and 0 <= each <= MOST_BYTES for each in shape)


def _bytes(array: Array) -> memoryview:
    """The memory of an array whose numbers lie in order."""
    return array.reshape(-1).view(np.uint8).data


def _array(stream: Reading, kind: np.dtype[np.generic], shape: tuple[int, ...]) -> Array:
    try:
        array = np.empty(shape, kind)
    except (ValueError, MemoryError) as error:
        raise BadFrame(f"there is no room for an array of {shape}") from error
    if array.nbytes:
        found = stream.readinto(_bytes(array))
        if found < array.nbytes:
            raise BadFrame(f"an array was cut off after {found} of {array.nbytes} bytes")
    return array
