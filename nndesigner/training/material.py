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
    """Samples as tensors on `device`, those that are no whole numbers as `numbers`.

    On the CPU they share the memory of `samples` in single precision.
    """

    def __init__(self, samples: Samples, design: Design, device: str, numbers: torch.dtype = torch.float32) -> None:
        _check(samples, len(design.data.class_names()))
        arrays = (samples.inputs, samples.targets, samples.test_inputs, samples.test_targets)
        self.inputs, self.targets, *tested = (_tensor(array, device, numbers) for array in arrays)
        self._tested = tested[0], tested[1]
        taught, aside = split(
            len(samples.inputs),
            design.data.split.validation_fraction,
            design.training.seed,
            design.data.source.overlaps,
        )
        self.taught, self.aside = torch.from_numpy(taught), torch.from_numpy(aside)
        self._training = design.training

    def batches(self, joins_single: bool) -> Batches:
        """The batches to learn from; see Batches for `joins_single`. Raises UnusableSamples."""
        training = self._training
        size = max(len(self.taught), 1) if training.settings.full_batch else training.batch_size
        batches = Batches(self.inputs, self.targets, self.taught, size, training.seed, joins_single)
        if joins_single and batches.smallest == 1:
            message = "Batch normalization cannot learn from a batch of one sample. Set the batch size to 2 or more"
            raise UnusableSamples(f"{message}, or remove Batch normalization.")
        return batches

    def validation(self) -> Iterator[Batch]:
        """The samples set aside, to measure progress with."""
        return in_order(self.inputs, self.targets, self.aside)

    def class_weights(self, classes: int) -> Tensor:
        """One weight a class, n / (classes · n of the class) over the samples that teach: rare classes count more."""
        counts = torch.bincount(self.targets[self.taught.to(self.targets.device)].flatten(), minlength=classes)
        numbers = self.inputs.dtype if self.inputs.is_floating_point() else torch.float32
        return (counts.sum() / (classes * counts.clamp(min=1))).to(numbers)

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


def _tensor(values: NDArray[np.generic], device: str, numbers: torch.dtype) -> Tensor:
    plain: NDArray[Any] = np.ascontiguousarray(values)
    tensor = torch.from_numpy(plain).to(device)
    return tensor.to(numbers) if tensor.is_floating_point() else tensor
