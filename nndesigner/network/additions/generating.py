"""Noise that generators begin with, and the place where what they make meets real samples."""

import torch
from torch import Tensor, nn

from nndesigner.network.additions.addition import addition


@addition
class Noise(nn.Module):
    """Standard normal numbers, a row for each sample of a batch."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.features = features

    def forward(self, batch: Tensor) -> Tensor:
        """(samples, features), whatever the batch holds."""
        kind = batch.dtype if batch.is_floating_point() else torch.float32
        return torch.randn(len(batch), self.features, dtype=kind, device=batch.device)


@addition
class RealOrGenerated(nn.Module):
    """Real samples and generated ones in one batch, the real ones first."""

    def forward(self, real: Tensor, generated: Tensor) -> Tensor:
        """The rows of both."""
        return torch.cat([real, generated])
