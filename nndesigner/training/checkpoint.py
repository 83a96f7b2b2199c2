"""A state in a file: one safetensors file with the tensors, and everything else as JSON in its metadata.

The file begins with the length of its header and the header, a JSON object, as every safetensors file does. Under
"__metadata__" it has "checkpoint", JSON text with the format number, the state with {"tensor": name} in place of every
tensor, and "checksum", CRC-32 of that text and of all tensors. A tensor whose values are not in the order of its axes
has its "strides" too: the layout in memory decides which of torch's kernels compute, and so how they round.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from torch import Tensor

from nndesigner.catalog.problems import UserError
from nndesigner.project.atomic import write_file
from nndesigner.training.state import Position, State

FORMAT = 1
NAME = "checkpoint"
CHECKSUM = "checksum"
TENSOR, STRIDES = "tensor", "strides"
DEEPEST = 40
"""Levels of a state that are read."""
DAMAGED = (SafetensorError, ValueError, TypeError, KeyError, AttributeError, OverflowError, MemoryError, RuntimeError)
"""What reading something else may raise."""
TYPES: Mapping[torch.dtype, str] = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


class BrokenCheckpoint(UserError):
    """A file is no checkpoint, or a damaged one; the text says why."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A state that was read from a file, and where the training was."""

    position: Position
    state: State


def write(state: State, path: Path) -> None:
    """Write a state, on the CPU, to `path`: whatever happens, the file is there whole or not at all.

    Raises CannotWrite. Writing lets other threads work.
    """
    tensors: dict[str, Tensor] = {}
    text = json.dumps({"format": FORMAT, "state": _to_plain(state, "", tensors)})
    checksum = _checksum(text, tensors)
    header: dict[str, Any] = {"__metadata__": {NAME: text, CHECKSUM: checksum}}
    start = 0
    for name, tensor in tensors.items():
        end = start + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
        start = end

    def save(file: BinaryIO) -> None:
        content = json.dumps(header).encode()
        content += b" " * (-len(content) % 8)
        file.write(len(content).to_bytes(8, "little"))
        file.write(content)
        for tensor in tensors.values():
            file.write(_bytes(tensor))

    write_file(path, save)


def read(path: Path) -> Checkpoint:
    """The state in the file at `path`. Raises BrokenCheckpoint and OSError."""
    try:
        return _read(path)
    except DAMAGED as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise BrokenCheckpoint(f"The checkpoint {path.name} is damaged or no checkpoint: {reason}.") from error


def _read(path: Path) -> Checkpoint:
    with path.open("rb"):
        pass  # safetensors says less well why a file cannot be opened
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        text = metadata.get(NAME)
        if text is None:
            raise ValueError("it has weights but no state of a training")
        plain = json.loads(text)
        if plain["format"] != FORMAT:
            raise ValueError(f"its format should be {FORMAT}, but is {str(plain['format'])[:20]}; versions may differ")
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # it is no mapping
    ordered = dict(_named(plain["state"], tensors))
    if _checksum(text, ordered) != metadata.get(CHECKSUM):
        raise ValueError("what it holds is not what was written")
    state = _from_plain(plain["state"], tensors, 0)
    return Checkpoint(Position(**state["position"]), state)


def _to_plain(value: Any, path: str, tensors: dict[str, Tensor]) -> Any:
    """JSON values; tensors are put among the `tensors`, by the names that lead to them."""
    if isinstance(value, Tensor):
        name = path.removeprefix("/")
        while name in tensors:  # a slash may be part of a name, too
            name += "'"
        tensors[name] = value.contiguous()
        is_in_order = value.stride() == torch.empty(value.shape, device="meta").stride()
        return {TENSOR: name} if is_in_order else {TENSOR: name, STRIDES: list(value.stride())}
    if isinstance(value, Mapping):
        return {name: _to_plain(each, f"{path}/{name}", tensors) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(each, f"{path}/{number}", tensors) for number, each in enumerate(value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{path} holds a {type(value).__name__}, which no checkpoint can hold")


def _from_plain(value: Any, tensors: Mapping[str, Tensor], depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        if TENSOR in value and value.keys() <= {TENSOR, STRIDES}:
            tensor = tensors[value[TENSOR]]
            return _laid_out(tensor, value[STRIDES]) if STRIDES in value else tensor
        return {name: _from_plain(each, tensors, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_from_plain(each, tensors, depth + 1) for each in value]
    return value


def _laid_out(tensor: Tensor, strides: list[int]) -> Tensor:
    """The same values with these strides, of a layout without gaps."""
    room = 1 + sum((size - 1) * stride for size, stride in zip(tensor.shape, strides, strict=True))
    if tensor.numel() and room != tensor.numel():
        raise ValueError("the layout of a tensor has gaps")
    return torch.empty_strided(tensor.shape, strides, dtype=tensor.dtype).copy_(tensor)


def _named(value: Any, tensors: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """The tensors in the order in which they stand in a plain state."""
    if isinstance(value, dict):
        if TENSOR in value and value.keys() <= {TENSOR, STRIDES}:
            yield value[TENSOR], tensors[value[TENSOR]]
        else:
            for each in value.values():
                yield from _named(each, tensors)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each, tensors)


def _checksum(text: str, tensors: Mapping[str, Tensor]) -> str:
    found = zlib.crc32(text.encode())
    for tensor in tensors.values():
        found = zlib.crc32(_bytes(tensor), found)
    return f"{found:08x}"


def _bytes(tensor: Tensor) -> memoryview:
    """The values as they lie in memory."""
    values: NDArray[np.uint8] = tensor.reshape(-1).view(torch.uint8).numpy()
    return values.data
