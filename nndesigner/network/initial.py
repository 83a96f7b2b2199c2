"""Gives layers the weights that their initializer asks for."""

import torch
from torch import nn

from nndesigner.catalog.calls import INPUT
from nndesigner.catalog.initializers import Initializer
from nndesigner.network.performing import perform


def initialize(module: nn.Module, initializer: Initializer) -> None:
    """Change the weights of `module` in place; arrays with two or more axes are weights, those with one are biases.

    Normalizations inside a larger module keep their own beginning.
    """
    normalizing = {id(each) for part in module.modules() if _normalizes(part) for each in part.parameters()}
    learned = [parameter for parameter in module.parameters() if id(parameter) not in normalizing]
    with torch.no_grad():
        for parameter in learned:
            call = initializer.bias_call() if parameter.dim() == 1 else initializer.weight_call()
            if call:
                perform(call, {INPUT: parameter})


def _normalizes(module: nn.Module) -> bool:
    return isinstance(module, nn.LayerNorm | nn.GroupNorm | nn.modules.batchnorm._BatchNorm)
