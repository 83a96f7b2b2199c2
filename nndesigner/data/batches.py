"""Batches: the samples on the device, gone through in a new random order every epoch."""

from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from nndesigner.data.streaming import Placed, batches_of

Batch = tuple[Tensor, Tensor]
_ORDER = 0x6F72646572
"""Keeps these random numbers apart from those that samples are drawn with, which may have the same seed."""


class Batches:
    """The samples with these `indices` in batches of `size`; the last batch may be shorter.

    `inputs` and `targets` already sit on the device, and a batch is cut out of them in one piece: no sample is touched
    alone. Inputs that do not fit there are read in the background instead, as long as an epoch is gone through.
    The order of an epoch follows from `seed` and its number alone.
    With `joins_single`, a last batch of one sample is joined to the one before, which is then one longer: batch
    normalization cannot learn from one sample.
    """

    def __init__(
        self, inputs: Placed, targets: Tensor, indices: Tensor, size: int, seed: int, joins_single: bool = False
    ) -> None:
        self._inputs = inputs
        self._targets = targets
        self._indices = indices
        self._seed = seed
        self._size = size
        self.joins_single = joins_single
        self._sizes = self._sizes_after(0)

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

    def resized(self, size: int) -> "Batches":
        """The same samples in the same orders, in batches of another size."""
        return Batches(self._inputs, self._targets, self._indices, size, self._seed, self.joins_single)

    def left(self, start_sample: int) -> int:
        """How many batches an epoch still has when so many of its samples are gone through."""
        return len(self._sizes_after(start_sample))

    def epoch(self, number: int, start_sample: int = 0) -> Generator[Batch, None, None]:
        """The batches of an epoch from the sample `start_sample` of its order on: inputs (samples, ...) and targets
        (samples, ...)."""
        order = self._indices[shuffled(len(self._indices), self._seed, number)][start_sample:]
        sizes = self._sizes_after(start_sample)
        yield from _cut(self._inputs, self._targets, order.to(self._targets.device).split(sizes))

    def _sizes_after(self, start_sample: int) -> list[int]:
        return _sizes(len(self._indices) - start_sample, self._size, self.joins_single)


def shuffled(samples: int, seed: int, epoch: int) -> Tensor:
    """The numbers from 0 to `samples` - 1 in the random order of an epoch, the same on every device."""
    return torch.from_numpy(np.random.default_rng((seed, _ORDER, epoch)).permutation(samples))


def in_order(inputs: Placed, targets: Tensor, indices: Tensor | None = None, size: int = 1000) -> Iterator[Batch]:
    """The samples, or those with these `indices`, in batches and in their own order, to measure with."""
    if indices is None and isinstance(inputs, Tensor):
        yield from zip(inputs.split(size), targets.split(size), strict=True)
        return
    numbers = torch.arange(len(inputs)) if indices is None else indices
    yield from _cut(inputs, targets, numbers.to(targets.device).split(size))


def _cut(inputs: Placed, targets: Tensor, chosen: Sequence[Tensor]) -> Iterator[Batch]:
    """A batch for each of the `chosen` groups of numbers."""
    for samples, group in zip(batches_of(inputs, chosen), chosen, strict=True):
        yield samples, targets.index_select(0, group)


def _sizes(samples: int, size: int, joins_single: bool) -> list[int]:
    whole, rest = divmod(samples, size)
    sizes = [size] * whole + [rest] * bool(rest)
    if joins_single and len(sizes) > 1 and sizes[-1] == 1:
        sizes[-2:] = [sizes[-2] + 1]
    return sizes
