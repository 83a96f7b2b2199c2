"""Whether two values are the same to the last bit."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit, arrays and NaN included."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if type(one) is not type(other):
        return isinstance(one, Mapping) and isinstance(other, Mapping) and alike(dict(one), dict(other))
    if isinstance(one, Design | Fitted):
        return bool(one == other)
    if dataclasses.is_dataclass(one):
        return all(alike(getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one))
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float):
        return one.hex() == other.hex()
    return bool(one == other)
