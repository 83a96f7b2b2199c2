"""Noise that is added while training."""

import torch
from torch import Tensor, nn

from nndesigner.network.additions.addition import addition


@addition
class GaussianNoise(nn.Module):
    """Adds normally distributed noise while training; otherwise passes its input on."""

    def __init__(self, standard_deviation: float) -> None:
        super().__init__()
        self.standard_deviation = standard_deviation

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x + self.standard_deviation * torch.randn_like(x)

    def extra_repr(self) -> str:
        return f"{self.standard_deviation:g}"
