"""What torch must do, as lines that people read: the calls of an entry with names in place of placeholders."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from nndesigner.catalog.calls import (
    ANSWER,
    CLASS_WEIGHTS,
    INPUT,
    INPUTS,
    PARAMETERS,
    TARGET,
    Borrowed,
    Call,
    Function,
    InputNumber,
    Item,
    Module,
    Placeholder,
)

OURS = "additions."
"""What the targets of our own modules and functions begin with."""


@dataclass(frozen=True)
class Words:
    """How values are called: `value` is what a call works on, `layers` gives the names of layers by identity."""

    value: str = "x"
    inputs: int = 1
    layers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    current: str = ""
    """What INPUT is called, where that is not `value`."""


PLAIN = Words()
"""One input, called x."""


def in_torch(calls: Iterable[Call] | Call | None, words: Words = PLAIN) -> list[str]:
    """One line for each call, such as `F.relu(x)`; x is, after the first line, what the line before gave.

    Of several inputs, x1, x2 and so on, the first call works on x1. Items that follow one another share a line.
    """
    several = _listed(calls)
    has_roles = sum(isinstance(call, Module) for call in several) > 1
    lines: list[str] = []
    for number, call in enumerate(several):
        if isinstance(call, Item) and number and isinstance(several[number - 1], Item):
            lines[-1] += f"[{_index(call.index)}]"
        else:
            first = replace(words, current=_input(0, words)) if not number else words
            lines.append(_line(call, first, has_roles))
    return lines


def ours(calls: Iterable[Call] | Call | None) -> list[str]:
    """The names among `calls`, and in them, that are not torch's but our own."""
    names: list[str] = []
    for call in _listed(calls):
        if isinstance(call, Item):
            continue
        if call.target.startswith(OURS):
            names.append(call.target.removeprefix(OURS))
        within = (*call.arguments, *call.keywords.values())
        names += ours([each for each in within if isinstance(each, Function)])
    return list(dict.fromkeys(names))


def _listed(calls: Iterable[Call] | Call | None) -> tuple[Call, ...]:
    if calls is None:
        return ()
    return (calls,) if isinstance(calls, Module | Function | Item) else tuple(calls)


def _line(call: Call, words: Words, has_roles: bool) -> str:
    if isinstance(call, Item):
        return f"{words.current or words.value}[{_index(call.index)}]"
    if isinstance(call, Function):
        return _call(call, words)
    taken = "" if call.takes == (INPUT,) else f"({', '.join(_written(each, words) for each in call.takes)})"
    role = f"  # {call.role}" if call.role and has_roles else ""
    return f"{_call(call, words)}{taken}{role}"


def _call(call: Module | Function, words: Words) -> str:
    arguments = [_written(each, words) for each in call.arguments]
    arguments += [f"{name}={_written(each, words)}" for name, each in call.keywords.items()]
    return f"{call.target.removeprefix(OURS)}({', '.join(arguments)})"


def _written(argument: Any, words: Words) -> str:
    if isinstance(argument, Placeholder | InputNumber | Borrowed):
        return _named(argument, words)
    if isinstance(argument, Function):
        return _call(argument, words)
    if isinstance(argument, str):
        return json.dumps(argument, ensure_ascii=False)
    if isinstance(argument, tuple):
        return f"({', '.join(_written(each, words) for each in argument)}{',' if len(argument) == 1 else ''})"
    return repr(argument)


def _named(argument: Placeholder | InputNumber | Borrowed, words: Words) -> str:
    if isinstance(argument, InputNumber):
        return _input(argument.number, words)
    if isinstance(argument, Borrowed):
        name = words.layers.get(argument.layer, "other")
        return f"{name}.{argument.weight}{'.T' if argument.is_transposed else ''}"
    if argument is INPUTS:
        return f"({', '.join(_input(number, words) for number in range(max(words.inputs, 2)))})"
    current = words.current or words.value
    names = {INPUT: current, TARGET: "t", ANSWER: f"f({current})", CLASS_WEIGHTS: "w", PARAMETERS: "weights"}
    return names.get(argument, argument.name.lower())


def _input(number: int, words: Words) -> str:
    return f"{words.value}{number + 1}" if words.inputs > 1 or number else words.value


def _index(index: Any) -> str:
    """An index as it stands between brackets: `:, -1`."""
    if isinstance(index, tuple):
        return ", ".join(map(_index, index))
    if not isinstance(index, slice):
        return "..." if index is Ellipsis else repr(index)
    start, stop = ("" if end is None else repr(end) for end in (index.start, index.stop))
    return f"{start}:{stop}" + ("" if index.step is None else f":{index.step!r}")
