"""What parts with a past remember: plain values and tensors, enough to go on as if nothing had happened."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from nndesigner.catalog.problems import UserError

State = Mapping[str, Any]
"""Values by name: None, bool, int, float, str, tensors, and lists and mappings of these."""


class StateDoesNotFit(UserError):
    """A training cannot go on from this state, because it is of another one; the text says what differs."""


@dataclass(frozen=True)
class Position:
    """How far a training is: in the epoch `epoch`, counted from 1, so many `samples` were learned; `step` steps in all.

    `samples` is 0 when the epoch before is over, its validation included. Epochs and steps count over all folds.
    """

    epoch: int
    samples: int
    step: int

    def to_plain(self) -> dict[str, int]:
        """As a state."""
        return asdict(self)


@contextmanager
def of_this_version() -> Iterator[None]:
    """Around going on from a state: raises StateDoesNotFit where it lacks something, or has it in another form."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise StateDoesNotFit(
            "The checkpoint was written by another version of nndesigner. Resume with that one, or begin anew."
        ) from error


def copied(value: Any) -> Any:
    """A copy of a state on the CPU that no later step changes; tensors keep their layout in memory."""
    if isinstance(value, Tensor):
        source = value.detach()
        return source.clone() if source.is_cpu else source.to("cpu")
    if isinstance(value, Mapping):
        return {name: copied(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [copied(each) for each in value]
    return value


def placed(value: Any, device: torch.device) -> Any:
    """A copy of a state on `device`, to go on with: a state can be gone on from several times."""
    if isinstance(value, Tensor):
        return value.clone() if value.device == device else value.to(device)
    if isinstance(value, Mapping):
        return {name: placed(each, device) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [placed(each, device) for each in value]
    return value


def fill(tensors: Mapping[str, Tensor], values: State) -> None:
    """Put `values` into the `tensors` of the same names, which stay where they are. Raises StateDoesNotFit."""
    if tensors.keys() != values.keys():
        name = sorted(tensors.keys() ^ values.keys())[0]
        raise StateDoesNotFit(f"The checkpoint is of another network: {name[:60]!r} is in one of them only.")
    for name, tensor in tensors.items():
        if tensor.shape != values[name].shape:
            raise StateDoesNotFit(f"The checkpoint is of another network: {name[:60]!r} has another size there.")
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.copy_(values[name])
