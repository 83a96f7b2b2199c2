"""Batches: the samples on the device, gone through in a new random order every epoch."""

from collections.abc import Iterator

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]


class Batches:
    """The samples with these `indices` in batches of `size`; the last batch may be shorter.

    `inputs` and `targets` already sit on the device, and a batch is cut out of them in one piece: no sample is touched
    alone. The order follows from `seed` and the number of epochs begun; torch's global generator is not used.
    With `joins_single`, a last batch of one sample is joined to the one before, which is then one longer: batch
    normalization cannot learn from one sample.
    """

    def __init__(
        self, inputs: Tensor, targets: Tensor, indices: Tensor, size: int, seed: int, joins_single: bool = False
    ) -> None:
        self._inputs = inputs
        self._targets = targets
        self._indices = indices
        self._generator = torch.Generator().manual_seed(seed)
        self._sizes = _sizes(len(indices), size, joins_single)

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def samples(self) -> int:
        """How many samples are learned in one epoch."""
        return len(self._indices)

    @property
    def smallest(self) -> int:
        """How many samples the smallest batch has."""
        return min(self._sizes, default=0)

    def epoch(self) -> Iterator[Batch]:
        """The batches of the next epoch: inputs (samples, ...) and targets (samples, ...)."""
        order = self._indices[torch.randperm(len(self._indices), generator=self._generator)]
        for chosen in order.to(self._inputs.device).split(self._sizes):
            yield self._inputs.index_select(0, chosen), self._targets.index_select(0, chosen)


def in_order(inputs: Tensor, targets: Tensor, indices: Tensor | None = None, size: int = 1000) -> Iterator[Batch]:
    """The samples, or those with these `indices`, in batches and in their own order, to measure with."""
    if indices is None:
        yield from zip(inputs.split(size), targets.split(size), strict=True)
        return
    for chosen in indices.to(inputs.device).split(size):
        yield inputs.index_select(0, chosen), targets.index_select(0, chosen)


def _sizes(samples: int, size: int, joins_single: bool) -> list[int]:
    whole, rest = divmod(samples, size)
    sizes = [size] * whole + [rest] * bool(rest)
    if joins_single and len(sizes) > 1 and sizes[-1] == 1:
        sizes[-2:] = [sizes[-2] + 1]
    return sizes
