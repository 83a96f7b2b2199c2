"""Performs what the catalog declares: names become torch callables, calls become functions of values."""

from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import torch
from torch import nn

from nndesigner.catalog.calls import INPUT, INPUTS, Function

_PREFIXES: Mapping[str, Any] = {"nn": nn, "F": nn.functional, "torch": torch}


def resolve(target: str) -> Callable[..., Any]:
    """What `target` names: "nn.Linear", "F.relu", "torch.optim.Adam" or "sum".

    The list of beginnings is closed and leads nowhere outside torch. Raises ValueError for anything else.
    """
    if target == "sum":
        return sum
    prefix, *names = target.split(".")
    found = _PREFIXES.get(prefix)
    for name in names:
        is_in_torch = not isinstance(found, ModuleType) or found.__name__.split(".")[0] == "torch"
        found = getattr(found, name, None) if is_in_torch and not name.startswith("_") else None
    if not names or not callable(found):
        raise ValueError(f"There is nothing in torch called {target!r}.")
    return found


def perform(call: Function, values: Mapping[Any, Any]) -> Any:
    """What `call` gives when its placeholders, such as TARGET, stand for `values`."""
    arguments = [_filled(argument, values) for argument in call.arguments]
    keywords = {name: _filled(argument, values) for name, argument in call.keywords.items()}
    return resolve(call.target)(*arguments, **keywords)


def as_function(call: Function) -> Callable[..., Any]:
    """`call` as a function of the current value and, where it uses INPUTS, of all values that come into the layer."""
    function, keywords = resolve(call.target), dict(call.keywords)
    if call.arguments == (INPUT,) and INPUT not in keywords.values():
        return partial(function, **keywords) if keywords else function
    return lambda current, *inputs: perform(call, {INPUT: current, INPUTS: inputs})


def uses_inputs(call: Function) -> bool:
    """Whether `call` wants all values that come into the layer."""
    return INPUTS in call.arguments or INPUTS in call.keywords.values()


def _filled(argument: Any, values: Mapping[Any, Any]) -> Any:
    try:
        return values.get(argument, argument)
    except TypeError:  # a list or another value that cannot be a key stands for itself
        return argument
