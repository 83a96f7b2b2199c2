"""Dropout whose mask can be kept, so that the one that was used can be shown; and the other kinds of dropout."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nndesigner.network.draws import Drawing

_WORDS_PER_DRAW = 4
_WORDS = 2**16
_LOWEST = -(2**15)
_SELU_FLOOR = -1.7580993408473766
"""What SELU gives at the least: −λ α."""


@dataclass(slots=True)
class Keeper:
    """Where a watcher asks for the mask and finds it: not zero where a value was kept, of the input's shape."""

    is_wanted: bool = False
    mask: Tensor | None = None


class Dropping(Drawing):
    """Changes the part `rate` of its values at random in training."""

    rate: float

    def __init__(self, p: float) -> None:
        super().__init__()
        self.set_rate(p)

    def set_rate(self, p: float) -> None:
        """Change the part `p` from the next call on."""
        self.rate = p

    def extra_repr(self) -> str:
        return f"p={self.rate:g}"


class Dropout(Dropping):
    """Does what `nn.Dropout` does: in training y = m x / (1 − p) with P(m = 0) = p, otherwise nothing.

    While `keeper.is_wanted`, every call leaves its m in `keeper.mask`. That changes nothing in what is computed.

    On the CPU each 64-bit number that is drawn decides about four values: p is met to within 1/65536, and a mask costs
    a sixth of `nn.Dropout`'s.
    """

    def __init__(self, p: float) -> None:
        super().__init__(p)
        self.keeper = Keeper()
        self._bits = torch.empty(0, dtype=torch.int64)
        self._words = torch.empty(0, dtype=torch.int16)
        """The same random bits, four words in each draw; kept from call to call while the shape stays the same."""

    def set_rate(self, p: float) -> None:
        super().set_rate(p)
        self._scale = 1 / (1 - p)
        self._first_kept = _LOWEST + min(round(p * _WORDS), _WORDS - 1)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = self._drawn(x) if x.is_cpu else _kept(x, self.rate, self.draws.generator(x.device)).mul_(self._scale)
        if self.keeper.is_wanted:
            self.keeper.mask = mask
        return x * mask

    def _drawn(self, x: Tensor) -> Tensor:
        """0 or 1 / (1 − p) for every value of `x`."""
        if self._words.shape != x.shape:
            self._bits = torch.empty(-(-x.numel() // _WORDS_PER_DRAW), dtype=torch.int64)
            self._words = self._bits.view(torch.int16)[: x.numel()].view(x.shape)
        self._bits.random_(-(2**63), None, generator=self.draws.generator())
        return torch.ge(self._words, self._first_kept, out=torch.empty_like(x)).mul_(self._scale)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Dropout":
        copy = Dropout(self.rate)
        copy.draws = deepcopy(self.draws, memo)
        copy.train(self.training)
        memo[id(self)] = copy
        return copy


class ChannelDropout(Dropping):
    """Does what `nn.Dropout1d` and `nn.Dropout2d` do to batches: silences channels of (batch, C, ...) as a whole."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        one_each = x.detach()[(slice(None), slice(None), *[slice(1)] * (x.dim() - 2))]
        return x * _kept(one_each, self.rate, self.draws.generator(x.device)).mul_(1 / (1 - self.rate))


class AlphaDropout(Dropping):
    """Does what `nn.AlphaDropout` does: silenced values get SELU's lowest, and mean 0 and variance 1 remain.

    The formula is that of Klambauer and others 2017, "Self-normalizing neural networks".
    """

    def set_rate(self, p: float) -> None:
        super().set_rate(p)
        self._scale = ((1 - p) * (1 + p * _SELU_FLOOR**2)) ** -0.5

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = _kept(x, self.rate, self.draws.generator(x.device))
        silenced = (1 - mask).mul_(_SELU_FLOOR).sub_(self.rate * _SELU_FLOOR).mul_(self._scale)
        return x * mask.mul_(self._scale) + silenced


def _kept(x: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    """1 for every value of `x` that is kept, 0 for the others."""
    return torch.empty_like(x).bernoulli_(1 - rate, generator=generator)
