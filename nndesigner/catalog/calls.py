"""What torch must do, as data: performed by the network builder and printed by the code exporter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


class _Value:
    """A place in a call's arguments that stands for what flows through the network."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


INPUT = _Value("INPUT")
"""Stands for the value that the call works on."""
INPUTS = _Value("INPUTS")
"""Stands for the tuple of all values that come into the layer."""
TARGET = _Value("TARGET")
"""Stands for what a loss compares with."""
PARAMETERS = _Value("PARAMETERS")
"""Stands for the weights that an optimizer changes."""


@dataclass(frozen=True, init=False)
class Module:
    """Make `target` (such as "nn.Linear") once with these arguments, then call it with the current value.

    `role` tells several modules of one layer apart; it becomes part of the names of their weights.
    """

    target: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    role: str = ""

    def __init__(self, target: str, *arguments: Any, role: str = "", **keywords: Any) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "keywords", MappingProxyType(keywords))
        object.__setattr__(self, "role", role)


@dataclass(frozen=True, init=False)
class Function:
    """Call `target` (such as "torch.flatten") with these arguments, INPUT or INPUTS among them."""

    target: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    is_activation: bool = field(default=False)

    def __init__(self, target: str, *arguments: Any, is_activation: bool = False, **keywords: Any) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "arguments", arguments or (INPUT,))
        object.__setattr__(self, "keywords", MappingProxyType(keywords))
        object.__setattr__(self, "is_activation", is_activation)


Call = Module | Function
Calls = tuple[Call, ...]


def modules(calls: Iterable[Call]) -> tuple[Module, ...]:
    """Those of `calls` that own state."""
    return tuple(call for call in calls if isinstance(call, Module))
