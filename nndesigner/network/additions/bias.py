"""A learned constant for each feature, where weights come from elsewhere."""

import torch
from torch import Tensor, nn

from nndesigner.network.additions.addition import addition


@addition
class Bias(nn.Module):
    """Adds a learned number to each feature, 0 to begin with."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, values: Tensor) -> Tensor:
        """`values`, whose last axis holds the features, with the biases added."""
        return values + self.bias
