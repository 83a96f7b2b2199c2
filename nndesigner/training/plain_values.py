"""Reads JSON values that anybody may have written: each is checked for type, size and sense before it is used."""

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError

MOST_METRICS = 100
LONGEST_TEXT = 10_000
LARGEST_INTEGER = 2**53
LARGEST_MASK = 100_000_000
MOST_CLASSES = 1000


class MalformedHistory(UserError):
    """JSON values that are no history of a training; the text says which and why."""


def mapping(value: Any, what: str, most: int | None = None) -> Mapping[str, Any]:
    """`value` if it is an object."""
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise MalformedHistory(f"{what} should be an object with names and values, but is {_shown(value)}.")
    if most is not None and len(value) > most:
        raise MalformedHistory(f"{what} should have at most {most} entries, but has {len(value)}.")
    return value


def sequence(value: Any, what: str, most: int) -> Sequence[Any]:
    """`value` if it is a list of at most `most` things."""
    if not isinstance(value, list | tuple):
        raise MalformedHistory(f"{what} should be a list, but is {_shown(value)}.")
    if len(value) > most:
        raise MalformedHistory(f"{what} should have at most {most} entries, but has {len(value)}.")
    return value


def text(value: Any, what: str) -> str:
    """`value` if it is a text."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise MalformedHistory(f"{what} should be a text, but is {_shown(value)}.")
    return value


def integer(value: Any, what: str) -> int:
    """`value` if it is a count."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_INTEGER:
        raise MalformedHistory(f"{what!r} should be a whole number from 0, but is {_shown(value)}.")
    return value


def number(value: Any, what: str) -> float:
    """`value` as a number; NaN for None and for what is not finite."""
    if value is None:
        return math.nan
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
        return float(value)
    if isinstance(value, float):
        return math.nan
    raise MalformedHistory(f"{what!r} should be a number, but is {_shown(value)}.")


def column(value: Any, what: str, length: int) -> NDArray[np.float64]:
    """`value` as an array if it is a list of `length` numbers or None."""
    values = sequence(value, what, length)
    if len(values) != length:
        raise MalformedHistory(f"{what!r} should have {length} numbers, one a step, but has {len(values)}.")
    return np.array([number(each, what) for each in values], np.float64)


def require_rising(steps: NDArray[np.float64] | None) -> None:
    """Raise MalformedHistory unless every step is later than the one before."""
    if steps is not None and len(steps) and not (steps[0] >= 1 and bool((np.diff(steps) > 0).all())):
        raise MalformedHistory("The steps of a history should be numbers from 1 that rise.")


def metrics(value: Any) -> dict[str, float]:
    """`value` if it holds metrics by name."""
    return {name: number(each, name) for name, each in mapping(value, "Metrics", MOST_METRICS).items()}


def metrics_to_plain(values: Mapping[str, float]) -> dict[str, float | None]:
    """Metrics by name, None for what is not finite."""
    return {name: or_none(value) for name, value in values.items()}


def or_none(value: float) -> float | None:
    """`value`, or None when it is not finite: JSON has no NaN."""
    return value if math.isfinite(value) else None


def bits_to_text(bits: NDArray[np.bool_]) -> str:
    """True and False, eight a byte, in base64."""
    return base64.b64encode(np.packbits(bits).tobytes()).decode("ascii")


def text_to_bits(value: Any, shape: Any) -> NDArray[np.bool_]:
    """The array of `shape` that `bits_to_text` made the text of."""
    sizes = tuple(integer(size, "shape") for size in sequence(shape, "The shape of a mask", 3))
    size = math.prod(sizes)
    if not isinstance(value, str) or size > LARGEST_MASK:
        raise MalformedHistory(f"A mask should be a text for at most {LARGEST_MASK} values, but is {_shown(value)}.")
    try:
        packed = np.frombuffer(base64.b64decode(value, validate=True), np.uint8)
    except (binascii.Error, ValueError):
        raise MalformedHistory("A mask should be a text in base64.") from None
    if len(packed) != (size + 7) // 8:
        raise MalformedHistory(f"A mask of {size} values should have {(size + 7) // 8} bytes, but has {len(packed)}.")
    return np.unpackbits(packed, count=size).astype(np.bool_).reshape(sizes)


def _shown(value: Any) -> str:
    try:
        return repr(value)[:60]
    except ValueError:  # an integer with thousands of digits
        return "a huge number"


def confusion(plain: Any) -> NDArray[np.int64] | None:
    """A square table of counts, if there is one."""
    if plain is None:
        return None
    rows = sequence(plain, "The confusion matrix", MOST_CLASSES)
    counts = [sequence(row, "A row of the confusion matrix", len(rows)) for row in rows]
    if any(len(row) != len(rows) for row in counts):
        raise MalformedHistory("A confusion matrix should be square.")
    return np.array([[integer(each, "count") for each in row] for row in counts], np.int64)
