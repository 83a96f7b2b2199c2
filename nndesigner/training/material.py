"""The samples of one training on its device, split into training, validation and test samples."""

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nndesigner.catalog.problems import UserError
from nndesigner.data.batches import Batch, Batches, in_order
from nndesigner.data.placing import placed, placing_steps
from nndesigner.data.preparing.prepared import Prepared
from nndesigner.data.streaming import Placed
from nndesigner.design.model import Design


class UnusableSamples(UserError):
    """Samples that this design cannot learn from."""


class Material:
    """Samples as tensors on `device`, those that are no whole numbers as `numbers`.

    On the CPU they share the memory of `samples` in single precision. Streamed samples are read once if they fit, and
    otherwise whenever a batch wants them; `inputs` are those that were read already, to learn from and to test with.
    `preparation` is what the preparation learned from the training samples; None when nothing is done to them.
    """

    def __init__(
        self,
        samples: Prepared,
        design: Design,
        device: str,
        numbers: torch.dtype = torch.float32,
        inputs: tuple[Placed, Placed] | None = None,
    ) -> None:
        check_samples(samples, len(design.data.class_names()))
        self.inputs, self.test_inputs = inputs or (
            placed(samples.inputs, None, device, numbers),
            placed(samples.test_inputs, None, device, numbers),
        )
        self.targets = _tensor(samples.targets, device, numbers)
        self.taught, self.aside, self._tested = (
            torch.from_numpy(part) for part in (samples.parts.taught, samples.parts.aside, samples.parts.tested)
        )
        self._test_targets = _tensor(samples.test_targets, device, numbers)
        self.preparation = samples.fitted
        self._numbers = numbers
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
        """One weight a class, n / (classes · n of the class) over the training samples: rare classes count more."""
        counts = torch.bincount(self.targets[self.taught.to(self.targets.device)].flatten(), minlength=classes)
        return (counts.sum() / (classes * counts.clamp(min=1))).to(self._numbers)

    def test(self) -> Iterator[Batch]:
        """The samples to test with in the end: those of the data itself, or the part that was set aside for it."""
        if len(self._tested):
            return in_order(self.inputs, self.targets, self._tested)
        return in_order(self.test_inputs, self._test_targets)


def check_samples(samples: Prepared, classes: int) -> None:
    """Find what would break on the device, where a wrong label costs the whole program. Raises UnusableSamples."""
    if not len(samples.inputs):
        raise UnusableSamples("There are no samples to learn from.")
    for targets in (samples.targets, samples.test_targets) if classes else ():
        if targets.size and not 0 <= targets.min() <= targets.max() < classes:
            found = f"from {targets.min()} to {targets.max()}"
            raise UnusableSamples(f"The targets should be classes from 0 to {classes - 1}, but go {found}.")


def read_inputs(
    samples: Prepared, device: str, numbers: torch.dtype
) -> Generator[tuple[int, int], None, tuple[Placed, Placed]]:
    """The inputs to learn from and to test with on the device; yields how many streamed ones were read, of so many.

    Close it to stop. Raises UnreadableData that names every sample that cannot be read.
    """
    inputs = yield from placing_steps(samples.inputs, None, device, numbers)
    test_inputs = yield from placing_steps(samples.test_inputs, None, device, numbers)
    return inputs, test_inputs


def _tensor(values: NDArray[np.generic], device: str, numbers: torch.dtype) -> Tensor:
    plain: NDArray[Any] = np.ascontiguousarray(values)
    tensor = torch.from_numpy(plain).to(device)
    return tensor.to(numbers) if tensor.is_floating_point() else tensor
