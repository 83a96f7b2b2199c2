"""Performs what the catalog says torch must do: small, and independent of the network builder that does it for real."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

import nndesigner.network.additions
from nndesigner.catalog.calls import INPUT, INPUTS, Borrowed, Calls, Function, InputNumber, Item, Module
from nndesigner.network.additions.addition import ADDITIONS

assert nndesigner.network.additions.__doc__  # importing it declares every addition

PLACES = {"nn": nn, "F": nn.functional, "torch": torch}


def resolve(target: str):
    """What is called "nn.Linear", "F.relu", "torch.optim.SGD", "additions.Sampling" or "sum"."""
    start, *rest = target.split(".")
    if target == "sum":
        return sum
    if start == "additions":
        return ADDITIONS[rest[0]]
    found = PLACES[start]
    for name in rest:
        found = getattr(found, name)
    return found


def called(call: Function, known: Mapping[Any, Any]):
    """What a function gives when its placeholders stand for what is `known`."""
    arguments = [argument_of(each, known) for each in call.arguments]
    keywords = {name: argument_of(each, known) for name, each in call.keywords.items()}
    return resolve(call.target)(*arguments, **keywords)


def argument_of(argument: Any, known: Mapping[Any, Any]):
    if isinstance(argument, Function):
        return called(argument, known)
    if isinstance(argument, Borrowed):
        return known[Borrowed]
    return next((value for place, value in known.items() if argument is place or argument == place), argument)


class Performed(nn.Module):
    """The calls of one layer, one after the other; its weights have the names that the layer promises.

    What it borrows from another layer, as it is used (turned, if asked), is `lent`.
    """

    def __init__(self, calls: Calls, lent: torch.Tensor | None = None) -> None:
        super().__init__()
        self.calls = calls
        self.register_buffer("lent", lent)
        for call in calls:
            if isinstance(call, Module):
                self.add_module(call.role or "only", resolve(call.target)(*call.arguments, **call.keywords))

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        value: Any = inputs[0]
        for call in self.calls:
            known = {INPUT: value, INPUTS: inputs, Borrowed: self.lent}
            known |= {InputNumber(number): given for number, given in enumerate(inputs)}
            match call:
                case Module():
                    value = self.get_submodule(call.role or "only")(*(argument_of(each, known) for each in call.takes))
                case Item(index):
                    value = value[index]
                case Function():
                    value = called(call, known)
        return value

    def weights(self) -> dict[str, tuple[int, ...]]:
        return {name.removeprefix("only."): tuple(weight.shape) for name, weight in self.named_parameters()}
