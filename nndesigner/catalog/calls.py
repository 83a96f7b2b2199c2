"""What torch must do, as data: performed by the network builder and printed by the code exporter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


class Placeholder:
    """A place in a call's arguments that stands for what flows through the network."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class InputNumber:
    """Stands for the value that comes into the layer at input `number`, from 0."""

    number: int


@dataclass(frozen=True)
class Borrowed:
    """Stands for the weights called `weight` of the layer with the identity `layer`, transposed if asked."""

    layer: str
    weight: str = "weight"
    is_transposed: bool = False


INPUT = Placeholder("INPUT")
"""Stands for the value that the call works on: what the call before gave, or the layer's first input."""
GENERATOR = Placeholder("GENERATOR")
"""Stands for the generator of torch that an augmentation draws from."""
INPUTS = Placeholder("INPUTS")
"""Stands for the tuple of all values that come into the layer."""
TARGET = Placeholder("TARGET")
"""Stands for what a loss compares with."""
ANSWER = Placeholder("ANSWER")
"""Stands, in a loss, for the network's output after the activation that the loss contains."""
CLASS_WEIGHTS = Placeholder("CLASS_WEIGHTS")
"""Stands, in a loss, for one weight a class, or for None when all classes count alike."""
PARAMETERS = Placeholder("PARAMETERS")
"""Stands for the list of weights that an optimizer, a penalty or a limit works on."""


@dataclass(frozen=True, init=False)
class Module:
    """Make `target` (such as "nn.Linear") once with these arguments, then call it with what it `takes`.

    It takes the current value unless placeholders say otherwise: `takes=(INPUT, INPUT, INPUT)`. `role` distinguishes
    the modules of one layer; it becomes part of the names of their weights. Targets that begin with "additions." are
    our own modules for what torch has not (`nndesigner/network/additions`).
    """

    target: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    role: str = ""
    takes: tuple[Any, ...] = (INPUT,)

    def __init__(
        self, target: str, *arguments: Any, role: str = "", takes: tuple[Any, ...] = (INPUT,), **keywords: Any
    ) -> None:
        object.__setattr__(self, "takes", takes)
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "keywords", MappingProxyType(keywords))
        object.__setattr__(self, "role", role)


@dataclass(frozen=True, init=False)
class Function:
    """Call `target` (such as "torch.flatten") with these arguments, placeholders among them.

    An argument may itself be a Function, whose result takes its place.
    """

    target: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    is_activation: bool = field(default=False)

    def __init__(self, target: str, *arguments: Any, is_activation: bool = False, **keywords: Any) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "arguments", arguments or (INPUT,))
        object.__setattr__(self, "keywords", MappingProxyType(keywords))
        object.__setattr__(self, "is_activation", is_activation)


@dataclass(frozen=True)
class Item:
    """Take `value[index]` of the current value: an element of a tuple, or a part of a tensor.

    An index is a whole number, a slice, or a tuple of them: `Item((slice(None), -1))` is `value[:, -1]`.
    """

    index: Any


Call = Module | Function | Item
Calls = tuple[Call, ...]


def modules(calls: Iterable[Call]) -> tuple[Module, ...]:
    """Those of `calls` that own state."""
    return tuple(call for call in calls if isinstance(call, Module))
