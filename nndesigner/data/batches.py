"""Batches: the samples on the device, gone through in a new random order every epoch."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice

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
        self._joins_single = joins_single
        self._sizes = self._sizes_of(len(indices))

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

    def left(self, start: int) -> int:
        """How many batches of an epoch follow its first `start` samples."""
        return len(self._sizes_of(len(self._indices) - start))

    def resized(self, size: int) -> "Batches":
        """The same samples in the same orders, in batches of another size."""
        return Batches(self._inputs, self._targets, self._indices, size, self._seed, self._joins_single)

    @property
    def has_single(self) -> bool:
        """Whether a batch of one sample is left that should not be."""
        return self._joins_single and self.smallest == 1

    def epoch(self, number: int, start: int = 0) -> Generator[Batch, None, None]:
        """The batches of an epoch: inputs (samples, ...) and targets (samples, ...); without its first samples."""
        order = self._indices[shuffled(len(self._indices), self._seed, number)[start:]]
        if len(order):
            groups = order.to(self._targets.device).split(self._sizes_of(len(order)))
            yield from _cut(self._inputs, self._targets, groups)

    def _sizes_of(self, samples: int) -> list[int]:
        return _sizes(samples, self._size, self._joins_single)


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


def samples_in(batches: Sequence[Batch]) -> int:
    """How many samples the batches have together."""
    return len(batches[0][0]) if len(batches) == 1 else sum(len(samples) for samples, _ in batches)


def in_groups(batches: Iterable[Batch], size: int) -> Iterator[Sequence[Batch]]:
    """`size` batches at a time; the last group may be shorter."""
    waiting = iter(batches)
    while group := tuple(islice(waiting, size)):
        yield group


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
