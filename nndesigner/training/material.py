"""The samples of one training on its device, split into what teaches, what validates and what tests."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nndesigner.catalog.problems import UserError
from nndesigner.data.batches import Batch, Batches, in_order
from nndesigner.data.samples import Samples
from nndesigner.data.splitting import split
from nndesigner.design.model import Design


class UnusableSamples(UserError):
    """Samples that this design cannot learn from."""


class Material:
    """Samples as tensors on `device`. On the CPU they share the memory of `samples`."""

    def __init__(self, samples: Samples, design: Design, device: str) -> None:
        _check(samples, len(design.data.source.class_names()))
        self.inputs, self.targets = _tensor(samples.inputs, device), _tensor(samples.targets, device)
        self._tested = _tensor(samples.test_inputs, device), _tensor(samples.test_targets, device)
        taught, aside = split(len(samples.inputs), design.data.split.validation_fraction, design.training.seed)
        self.taught, self.aside = torch.from_numpy(taught), torch.from_numpy(aside)
        self._training = design.training

    def batches(self, joins_single: bool) -> Batches:
        """The batches to learn from; see Batches for `joins_single`. Raises UnusableSamples."""
        training = self._training
        batches = Batches(self.inputs, self.targets, self.taught, training.batch_size, training.seed, joins_single)
        if joins_single and batches.smallest == 1:
            message = "Batch normalization cannot learn from a batch of one sample. Set the batch size to 2 or more"
            raise UnusableSamples(f"{message}, or remove Batch normalization.")
        return batches

    def validation(self) -> Iterator[Batch]:
        """The samples set aside, to measure progress with."""
        return in_order(self.inputs, self.targets, self.aside)

    def test(self) -> Iterator[Batch]:
        """The samples to test with in the end."""
        return in_order(*self._tested)


def _check(samples: Samples, classes: int) -> None:
    """Find what would break on the device, where a wrong label costs the whole program."""
    if not len(samples.inputs):
        raise UnusableSamples("There are no samples to learn from.")
    for targets in (samples.targets, samples.test_targets) if classes else ():
        if targets.size and not 0 <= targets.min() <= targets.max() < classes:
            found = f"from {targets.min()} to {targets.max()}"
            raise UnusableSamples(f"The targets should be classes from 0 to {classes - 1}, but go {found}.")


def _tensor(values: NDArray[np.generic], device: str) -> Tensor:
    plain: NDArray[Any] = np.ascontiguousarray(values)
    return torch.from_numpy(plain).to(device)
