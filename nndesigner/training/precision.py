"""Single, mixed and double precision."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor

from nndesigner.training.state import State

_PLAIN: AbstractContextManager[Any] = nullcontext()


class Precision:
    """How a step computes on `device`.

    Mixed precision uses bfloat16, or float16 with a scaled loss on graphics cards that only have that. A device without
    either computes in single precision, and `is_missing` says so.
    """

    def __init__(self, name: str, device: str) -> None:
        kind = device.split(":")[0]
        self._kind = kind
        self.is_mixed = name == "mixed" and _has_mixed(kind)
        self.is_missing = name == "mixed" and not self.is_mixed
        self.numbers = torch.float64 if name == "double" and kind != "mps" else torch.float32
        has_bfloat = kind != "cuda" or torch.cuda.is_bf16_supported()
        self._half = torch.bfloat16 if has_bfloat else torch.float16
        self._scaler = torch.amp.GradScaler(kind) if self.is_mixed and not has_bfloat else None

    def computing(self) -> AbstractContextManager[Any]:
        """Around the forward pass and the loss."""
        return torch.autocast(self._kind, self._half) if self.is_mixed else _PLAIN

    def backward(self, cost: Tensor) -> None:
        """Add the gradients of `cost` to those that are there already."""
        if not cost.requires_grad:  # everything is frozen
            return
        if self._scaler is None:
            cost.backward()
            return
        self._scaler.scale(cost).backward()

    def unscale(self, optimizers: list[torch.optim.Optimizer]) -> None:
        """Once all of a step are added up: the gradients are those of the costs themselves afterwards."""
        if self._scaler is None:
            return
        for optimizer in optimizers:
            self._scaler.unscale_(optimizer)

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        """Change the weights, unless float16 was too small for the gradients."""
        if self._scaler is None:
            _plain_step(optimizer)
            return
        self._scaler.step(optimizer)

    def state(self) -> State:
        """By what the loss is scaled, and since when."""
        return {} if self._scaler is None else dict(self._scaler.state_dict())

    def resume(self, state: State) -> None:
        """Go on from there."""
        if self._scaler is not None:
            self._scaler.load_state_dict(dict(state))

    def end_step(self) -> None:
        """After all optimizers have made their step."""
        if self._scaler is not None:
            self._scaler.update()


def _plain_step(optimizer: torch.optim.Optimizer) -> None:
    """`optimizer.step()` without what torch does around it for its profiler and for hooks, of which there are none."""
    step = type(optimizer).step
    if getattr(step, "hooked", False):
        step = step.__wrapped__  # type: ignore[attr-defined]
    step(optimizer)


def _has_mixed(kind: str) -> bool:
    if kind == "cpu":  # torch imitates bfloat16 where the processor lacks it: slower, and not for every layer
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return bool(torch.amp.is_autocast_available(kind))
