"""Random numbers of a training that nothing else has a part in, and that has no part in others."""

from types import TracebackType

import torch
from torch import nn

from nndesigner.network.dropout import Dropout

_DETERMINISTIC = tuple(
    f"torch.nn.modules.{name}"
    for name in (
        *("linear", "conv", "batchnorm", "normalization", "instancenorm", "pooling", "padding", "sparse"),
        *("upsampling", "flatten", "container"),
    )
)


class Chance:
    """Inside its `with` block torch's generator on the CPU goes on where the last block ended, starting from `seed`.

    For a network that draws nothing it does nothing, because changing generators takes a hundredth of a small step,
    unless something `is_drawn_beside` the network.
    """

    def __init__(self, network: nn.Module, seed: int, is_drawn_beside: bool = False) -> None:
        self._is_needed = is_drawn_beside or any(
            _may_draw(module) for module in network.modules() if module is not network
        )
        generator = torch.Generator().manual_seed(seed)
        self._inside = self._outside = generator.get_state()

    def __enter__(self) -> None:
        if self._is_needed:
            self._outside = torch.get_rng_state()
            torch.set_rng_state(self._inside)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_needed:
            self._inside = torch.get_rng_state()
            torch.set_rng_state(self._outside)


def _may_draw(module: nn.Module) -> bool:
    return not isinstance(module, Dropout) and type(module).__module__ not in _DETERMINISTIC
