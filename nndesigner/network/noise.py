"""Normal random numbers: the additions of that kind, drawing from a stream of their own."""

import torch
from torch import Tensor

from nndesigner.network.draws import Drawing


class GaussianNoise(Drawing):
    """Does what `additions.GaussianNoise` does."""

    def __init__(self, standard_deviation: float) -> None:
        super().__init__()
        self.standard_deviation = standard_deviation

    def forward(self, x: Tensor) -> Tensor:
        return x + self.standard_deviation * _normal(x, self) if self.training else x

    def extra_repr(self) -> str:
        return f"{self.standard_deviation:g}"


class Sampling(Drawing):
    """Does what `additions.Sampling` does."""

    def forward(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """One number for each mean and logarithm of the variance."""
        if not self.training:
            return mean
        return mean + torch.exp(0.5 * log_variance.clamp(-30.0, 20.0)) * _normal(mean, self)


def _normal(x: Tensor, layer: Drawing) -> Tensor:
    """A standard normal number for every value of `x`."""
    return torch.empty_like(x).normal_(generator=layer.draws.generator(x.device))
