"""Random numbers from a generator of one's own, for code that takes them from torch's, which all threads share."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class OwnGenerator(TorchDispatchMode):
    """Has everything random that this thread does draw from `generator` and not from torch's own.

    It costs some microseconds for each operation inside its `with` block.
    """

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self._generator = generator

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: tuple[Any, ...] = (), keywords: Mapping[str, Any] | None = None
    ) -> Any:
        if torch.Tag.nondeterministic_seeded not in function.tags:
            return function(*arguments, **(keywords or {}))
        return _with_generator(function)(*arguments, **{**(keywords or {}), "generator": self._generator})


@cache
def _with_generator(function: Any) -> Any:
    """The overload of an operation of torch that takes what `function` takes and a generator. Raises LookupError."""
    packet = function.overloadpacket
    for other in (function, *(getattr(packet, name) for name in packet.overloads())):
        if "generator" in _names(other) and _names(other) - {"generator"} == _names(function) - {"generator"}:
            return other
    raise LookupError(f"{function} draws random numbers and takes no generator.")


def _names(function: Any) -> set[str]:
    return {argument.name for argument in function._schema.arguments}
