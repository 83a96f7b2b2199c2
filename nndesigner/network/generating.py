"""What stands for the additions of the same names: noise from a stream of its own, and one of two kinds of samples."""

from enum import Enum

import torch
from torch import Tensor, nn

from nndesigner.network.draws import Drawing


class Mix(Enum):
    """Which samples go on to a discriminator."""

    BOTH = "real ones, then generated ones"
    REAL = "real ones only"
    GENERATED = "generated ones only"


class Noise(Drawing):
    """Does what `additions.Noise` does. Outside training the same numbers come in every pass that is drawn alike."""

    _like: Tensor

    def __init__(self, features: int) -> None:
        super().__init__()
        self.features = features
        self.register_buffer("_like", torch.zeros(0), persistent=False)  # it takes the precision of the network

    def forward(self, batch: Tensor) -> Tensor:
        """(samples, features), whatever the batch holds."""
        step = None if self.training else 0
        generator = self.draws.generator(batch.device, step)
        return torch.randn(len(batch), self.features, dtype=self._like.dtype, device=batch.device, generator=generator)

    def extra_repr(self) -> str:
        return str(self.features)


class RealOrGenerated(nn.Module):
    """Does what `additions.RealOrGenerated` does, unless `mix` says that only one kind goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = Mix.BOTH

    def forward(self, real: Tensor, generated: Tensor) -> Tensor:
        """The rows of both, or of one of them."""
        if self.mix is Mix.BOTH:
            return torch.cat([real, generated])
        return real if self.mix is Mix.REAL else generated
