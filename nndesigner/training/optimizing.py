"""Makes the torch optimizer that a design asks for."""

from collections.abc import Iterable
from inspect import signature
from typing import Any

import torch
from torch import nn

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.network.memory import kept_per_weight
from nndesigner.network.performing import perform, resolve


def make_optimizer(optimizer: Optimizer, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The optimizer over `parameters`, which computes all of them in one pass where torch can ("fused").

    Fused and plain optimizers follow the same rule and differ by rounding. It is warm: it makes its first step without
    having to import anything.
    """
    kept_per_weight(optimizer)
    call = optimizer.torch_call()
    keywords: dict[str, Any] = dict(call.keywords)
    if "fused" in signature(resolve(call.target)).parameters:
        keywords["fused"] = True
    learned = list(parameters) or [nn.Parameter(torch.zeros(0))]
    return perform(Function(call.target, *call.arguments, **keywords), {PARAMETERS: learned})
