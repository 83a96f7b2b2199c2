"""Performs what the catalog declares: names become torch callables, calls become functions of values."""

from collections.abc import Callable, Hashable, Mapping
from types import ModuleType
from typing import Any

import torch
from torch import nn

import nndesigner.network.additions  # noqa: F401  (its files register what they add)
from nndesigner.catalog.calls import Function
from nndesigner.network.additions.addition import ADDITIONS

_PREFIXES: Mapping[str, Any] = {"nn": nn, "F": nn.functional, "torch": torch}
_BUILT_IN: Mapping[str, Callable[..., Any]] = {"sum": sum}


def resolve(target: str) -> Callable[..., Any]:
    """What `target` names: "nn.Linear", "F.relu", "torch.optim.Adam", "additions.Sampling" or "sum".

    The list of beginnings is closed and leads nowhere outside torch and our additions. Raises ValueError for others.
    """
    if target in _BUILT_IN:
        return _BUILT_IN[target]
    prefix, *names = target.split(".")
    if prefix == "additions" and "".join(names) in ADDITIONS:
        return ADDITIONS["".join(names)]
    found = _PREFIXES.get(prefix)
    for name in names:
        is_in_torch = not isinstance(found, ModuleType) or found.__name__.split(".")[0] == "torch"
        found = getattr(found, name, None) if is_in_torch and not name.startswith("_") else None
    if not names or not callable(found):
        raise ValueError(f"There is nothing in torch called {target!r}.")
    return found


def perform(call: Function, values: Mapping[Any, Any]) -> Any:
    """What `call` gives when its placeholders, such as TARGET, stand for `values`."""
    arguments = [filled(argument, values) for argument in call.arguments]
    keywords = {name: filled(argument, values) for name, argument in call.keywords.items()}
    return resolve(call.target)(*arguments, **keywords)


def filled(argument: Any, values: Mapping[Any, Any]) -> Any:
    """`argument`, or what it stands for; a Function among the arguments stands for its result."""
    if isinstance(argument, Function):
        return perform(argument, values)
    try:
        return values.get(argument, argument)
    except TypeError:  # a list or another value that cannot be a key stands for itself
        return argument


def placeholders(call: Any) -> set[Any]:
    """Everything that a call and the calls among its arguments are given."""
    found = set()
    for argument in (*getattr(call, "takes", ()), *call.arguments, *call.keywords.values()):
        if isinstance(argument, Function):
            found |= placeholders(argument)
        elif isinstance(argument, Hashable):
            found.add(argument)
    return found
