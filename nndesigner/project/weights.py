"""Weights as the bytes of a safetensors file and back; never pickle."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from nndesigner.project.strict_json import BadJson, parse

Weights = Mapping[str, NDArray[np.generic]]
"""Weights and running averages by "<node id>.<name>"."""

LARGEST_HEADER = 16 * 2**20
MOST_TENSORS = 100_000
METADATA = "__metadata__"
LENGTH = 8
"""Bytes that say how long the header is."""
TYPES = frozenset({"F64", "F32", "F16", "I64", "I32", "I16", "I8", "U8", "BOOL"})


class BadWeights(ValueError):
    """These bytes are no weights; the message is the end of a sentence."""


def to_bytes(weights: Weights, about: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """A safetensors file; `about` are texts that stand beside the weights."""
    arrays = {name: np.asarray(values, order="C") for name, values in weights.items()}
    return save(arrays, {"format": "pt", **about})


def metadata(content: bytes) -> Mapping[str, str]:
    """The texts beside the weights in a safetensors file. Raises BadWeights."""
    found = _header(content).get(METADATA, {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise BadWeights("its weights are damaged: what stands beside them is no text")
    return found


def from_bytes(content: bytes) -> Weights:
    """The weights in a safetensors file. Raises BadWeights."""
    _header(content)
    try:
        weights: Weights = load(content)
    except (SafetensorError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise BadWeights(f"its weights are damaged ({error})") from error
    return weights


def _header(content: bytes) -> dict[str, Any]:
    """Names and types, looked at before anything is made of them."""
    length = int.from_bytes(content[:LENGTH], "little")
    if length > min(LARGEST_HEADER, len(content) - LENGTH):
        raise BadWeights("its weights are damaged: their list of contents does not fit")
    try:
        header = parse(content[LENGTH : LENGTH + length])
    except BadJson as error:
        raise BadWeights(f"its weights are damaged: {error}") from None
    if not isinstance(header, dict) or len(header) > MOST_TENSORS:
        raise BadWeights("its weights are damaged: their list of contents is none, or too long")
    for name, entry in header.items():
        if name != METADATA and not (isinstance(entry, dict) and str(entry.get("dtype")) in TYPES):
            raise BadWeights(f"its weights {name[:40]!r} are of a type that is not used here")
    return header
