"""Performs what the catalog says torch must do: small, and independent of the network builder that does it for real."""

import torch
from torch import nn

from nndesigner.catalog.calls import INPUT, INPUTS, Calls, Module

PLACES = {"nn": nn, "F": nn.functional, "torch": torch}


def resolve(target: str):
    """The torch callable called "nn.Linear", "F.relu", "torch.optim.SGD" or "sum"."""
    if target == "sum":
        return sum
    start, *rest = target.split(".")
    found = PLACES[start]
    for name in rest:
        found = getattr(found, name)
    return found


class Performed(nn.Module):
    """The calls of one layer, one after the other; its weights have the names that the layer promises."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self.calls = calls
        for call in calls:
            if isinstance(call, Module):
                self.add_module(call.role or "only", resolve(call.target)(*call.arguments, **call.keywords))

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        value = inputs[0]
        for call in self.calls:
            if isinstance(call, Module):
                value = self.get_submodule(call.role or "only")(value)
                value = value[0] if isinstance(value, tuple) else value
            else:
                known = {id(INPUT): value, id(INPUTS): inputs}
                arguments = [known.get(id(argument), argument) for argument in call.arguments]
                value = resolve(call.target)(*arguments, **call.keywords)
        return value

    def weights(self) -> dict[str, tuple[int, ...]]:
        return {name.removeprefix("only."): tuple(weight.shape) for name, weight in self.named_parameters()}
