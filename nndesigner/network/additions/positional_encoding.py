"""Positional encodings: patterns that distinguish time steps."""

import math

import torch
from torch import Tensor, nn

from nndesigner.network.additions.addition import addition


@addition
class SinusoidalPositions(nn.Module):
    """Adds sines and cosines of the time step, whose waves grow longer from feature to feature."""

    waves: Tensor

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        frequencies = torch.exp(torch.arange(0, features, 2) * (-math.log(10000.0) / features))
        angles = torch.arange(steps).unsqueeze(1) * frequencies
        waves = torch.stack((angles.sin(), angles.cos()), dim=2).flatten(1)[:, :features]
        self.register_buffer("waves", waves, persistent=False)

    def forward(self, values: Tensor) -> Tensor:
        """`values` with their positions added; both are steps × features, `values` with a batch before them."""
        return values + self.waves


@addition
class LearnedPositions(nn.Module):
    """Adds to each time step a row of numbers that is learned."""

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(0.02 * torch.randn(steps, features))

    def forward(self, values: Tensor) -> Tensor:
        """`values` with their positions added; both are steps × features, `values` with a batch before them."""
        return values + self.weight
