"""Finds out why a training broke and says it in words that help."""

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor

from nndesigner.catalog.problems import UserError
from nndesigner.network.network import Network
from nndesigner.training.hosts.host import DeviceFault


class LossNotFinite(UserError):
    """The loss became infinite or not a number; the text says where it began and what helps."""


class OutOfMemory(UserError):
    """The device has no memory left for a step."""


def loss_not_finite(
    network: Network, batches: Sequence[tuple[Tensor, ...]], step: int, epoch: int, learning_rate: float
) -> LossNotFinite:
    """The error for a loss that is no finite number; looks at the batches of the step again to name the layer where it
    began.

    Layers draw what they drew in that step. Running averages have moved on afterwards: do not train on.
    """
    if not all(torch.isfinite(each).all() for inputs in batches for each in inputs):
        return LossNotFinite(
            f"The loss is not a finite number at step {step} (epoch {epoch}): the samples themselves hold values that "
            f"are not. Remove these samples or fill the gaps.{_kept(epoch)}"
        )
    first = None
    for network.clock.draw, inputs in enumerate(batches):
        first = first or next(_bad_layers(network, inputs), None)
    where = f"{network.names[first]} is the first layer whose values are not finite" if first else "it grew too large"
    return LossNotFinite(
        f"The loss is not a finite number at step {step} (epoch {epoch}): {where}. "
        f"Lower the learning rate (now {learning_rate:g}, try {learning_rate / 10:g}), "
        f"or insert Batch normalization before that layer.{_kept(epoch)}"
    )


def validation_not_finite(network: Network, batches: Iterable[tuple[Tensor, ...]], epoch: int) -> LossNotFinite:
    """The error for a validation whose loss is no finite number, although that of the training is; `batches` are its
    samples as the network gets them."""
    start = f"The loss of the validation is not a finite number after epoch {epoch}"
    for inputs in batches:
        if not all(torch.isfinite(each).all() for each in inputs):
            return LossNotFinite(
                f"{start}: the samples set aside to validate with hold values that are not. Remove these samples or "
                f"fill the gaps.{_kept(epoch)}"
            )
        if first := next(_bad_layers(network, inputs, is_learning=False), None):
            return LossNotFinite(
                f"{start}: {network.names[first]} is the first layer whose values are not finite. "
                f"Clip or standardize the data, or lower the learning rate.{_kept(epoch)}"
            )
    return LossNotFinite(
        f"{start}: a prediction is infinitely wrong. Choose a loss that is computed from logits.{_kept(epoch)}"
    )


def out_of_memory(batch_size: int) -> OutOfMemory:
    """The error for a batch that did not fit."""
    smaller = f"Halve the batch size (now {batch_size}, try {batch_size // 2})" if batch_size > 1 else "Use the CPU"
    return OutOfMemory(f"There is not enough memory for a step. {smaller}, or make the largest layers smaller.")


def explained(error: BaseException, batch_size: int) -> UserError | None:
    """What a step broke off for, in words; None when it is neither memory nor the device."""
    if is_device_fault(error):
        return device_fault(error)
    return out_of_memory(batch_size) if is_out_of_memory(error) else None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that memory ran out; on the CPU torch says so only in its text."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _WORDS_FOR_NO_MEMORY)


def is_device_fault(error: BaseException) -> bool:
    """Whether `error` says that the device is lost to this program: after one of them it only repeats it."""
    if isinstance(error, torch.OutOfMemoryError):
        return False
    return isinstance(error, torch.AcceleratorError) or (
        isinstance(error, RuntimeError) and "CUDA error:" in str(error)
    )


def device_fault(error: BaseException) -> DeviceFault:
    """The error for a device that is lost to this program."""
    reason = str(error).partition("\n")[0].rstrip(".")
    return DeviceFault(
        f"The device broke off: {reason}. Nothing can be computed on it any more where this training ran. "
        "Train in a process of its own, choose the CPU, or restart nndesigner."
    )


def _kept(epoch: int) -> str:
    """What remains when it breaks in this epoch."""
    return " The weights of the last good epoch are kept." if epoch > 1 else ""


_WORDS_FOR_NO_MEMORY = ("DefaultCPUAllocator", "not enough memory", "can't allocate memory")


@torch.no_grad()
def _bad_layers(network: Network, inputs: tuple[Tensor, ...], is_learning: bool = True) -> Iterator[str]:
    network.train(is_learning)
    for node, value in network.trace(*inputs):
        if isinstance(value, Tensor) and not torch.isfinite(value).all():
            yield node
