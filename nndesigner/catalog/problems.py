"""What a user can do wrong, said in words fit to show: expected, found, and up to three ways to fix it."""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class InsertBefore:
    """Put a new layer of `kind` on the link that brings the unfitting shape."""

    kind: str
    label: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Remove:
    """Take the layer away and join its neighbours."""

    label: str


@dataclass(frozen=True)
class ReplaceBy:
    """Take the layer away and link what it led to to the layer with this identity."""

    layer: str
    label: str


@dataclass(frozen=True)
class SetParameter:
    """Give the parameter `name` another `value`."""

    name: str
    value: Any
    label: str


@dataclass(frozen=True)
class SetParameters:
    """Give several parameters other values at once."""

    values: Mapping[str, Any] = field(hash=False)
    label: str


@dataclass(frozen=True)
class ChooseLoss:
    """Train with the loss of this kind instead, only `output` when it has a loss of its own."""

    kind: str
    label: str
    output: str = ""


@dataclass(frozen=True)
class Prepare:
    """Add a step of this kind at the end of what is done to the data."""

    kind: str
    label: str


@dataclass(frozen=True)
class ChooseLossAndSet:
    """Train with another loss, and give the layer what this one asks for."""

    loss: ChooseLoss
    values: Mapping[str, Any] = field(hash=False)
    label: str


@dataclass(frozen=True)
class TakeTurns:
    """Let a generator and a discriminator learn against each other, in two turns of the training."""

    label: str


@dataclass(frozen=True)
class ChangeTurn:
    """Give the turn of this name other values."""

    turn: str
    values: Mapping[str, Any] = field(hash=False)
    label: str


@dataclass(frozen=True)
class RemoveTurn:
    """Take the turn of this name away."""

    turn: str
    label: str


Fix = (
    InsertBefore
    | Remove
    | ReplaceBy
    | SetParameter
    | SetParameters
    | ChooseLoss
    | ChooseLossAndSet
    | Prepare
    | TakeTurns
    | ChangeTurn
    | RemoveTurn
)


class UserError(Exception):
    """Base of everything a user can cause; its text is a sentence that can be shown as it is."""


def shown(value: object) -> str:
    """`value` as it can stand in a sentence: short, however long or deep it is."""
    return reprlib.repr(value)[:60]


class ShapeProblem(UserError):
    """A layer was given a shape that it cannot work with.

    `expected` is the start of a sentence ("Dense expects a flat vector"), `found` the shape or shapes that came,
    `hint` a sentence to follow. `fixes` are things that would help, most helpful first.
    """

    def __init__(self, expected: str, found: object = "", fixes: tuple[Fix, ...] = (), hint: str = "") -> None:
        self.expected = expected
        self.found = str(found)
        self.fixes = fixes
        self.hint = hint
        super().__init__(self.message())

    def message(self, giver: str = "") -> str:
        """The whole sentence; `giver` is the name of the layer that the shape comes from, when it is known."""
        gets = f", but {giver} gives {self.found}" if giver else f", but gets {self.found}"
        return f"{self.expected}{gets if self.found else ''}. {self.hint}".strip()
