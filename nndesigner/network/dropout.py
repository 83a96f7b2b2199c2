"""Dropout whose mask can be kept, so that the one that was used can be shown."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

_WORDS_PER_DRAW = 4
_WORDS = 2**16
_LOWEST = -(2**15)


@dataclass(slots=True)
class Keeper:
    """Where a watcher asks for the mask and finds it: not zero where a value was kept, of the input's shape."""

    is_wanted: bool = False
    mask: Tensor | None = None


class Dropout(nn.Module):
    """Does what `nn.Dropout` does: in training y = m x / (1 − p) with P(m = 0) = p, otherwise nothing.

    While `keeper.is_wanted`, every call leaves its m in `keeper.mask`. That changes nothing in what is computed.

    On the CPU the masks come from a generator of its own, seeded with `seed`, so that nothing else that draws random
    numbers has a part in them. Each 64-bit number that is drawn decides about four values: p is met to within 1/65536,
    and a mask costs a sixth of `nn.Dropout`'s. Other devices draw from torch's global generator of the device.
    """

    def __init__(self, rate: float, seed: int = 0) -> None:
        super().__init__()
        self.rate = rate
        self.keeper = Keeper()
        self._scale = 1 / (1 - rate)
        self._first_kept = _LOWEST + min(round(rate * _WORDS), _WORDS - 1)
        self._generator = torch.Generator().manual_seed(seed)
        self._draws = torch.empty(0, dtype=torch.int64)
        self._words = torch.empty(0, dtype=torch.int16)
        """The same random bits, four words in each draw; kept from call to call while the shape stays the same."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        if x.is_cpu:
            mask = self._drawn(x)
            y = x * mask
        else:
            y, mask = torch.native_dropout(x, self.rate, True)
        if self.keeper.is_wanted:
            self.keeper.mask = mask
        return y

    def extra_repr(self) -> str:
        return f"p={self.rate:g}"

    def _drawn(self, x: Tensor) -> Tensor:
        """0 or 1 / (1 − p) for every value of `x`."""
        if self._words.shape != x.shape:
            self._draws = torch.empty(-(-x.numel() // _WORDS_PER_DRAW), dtype=torch.int64)
            self._words = self._draws.view(torch.int16)[: x.numel()].view(x.shape)
        self._draws.random_(-(2**63), None, generator=self._generator)
        return torch.ge(self._words, self._first_kept, out=torch.empty_like(x)).mul_(self._scale)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Dropout":
        copy = Dropout(self.rate)
        copy._generator.set_state(self._generator.get_state())
        copy.train(self.training)
        memo[id(self)] = copy
        return copy
