"""How much memory a training needs and how much there is, so that too large a network is refused before it is made."""

from collections.abc import Iterable
from functools import lru_cache

import torch

from nndesigner.catalog.calls import PARAMETERS
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.problems import UserError
from nndesigner.network.performing import perform
from nndesigner.words.sizes import size_in_words

BYTES_PER_NUMBER = 4


class NotEnoughMemory(UserError):
    """The network, or a batch of it, does not fit into this computer."""


def needed(parameters: int, optimizers: Iterable[Optimizer], values: int = 0) -> int:
    """Bytes for the weights, their gradients and what the optimizer that keeps most of them all keeps, and for `values`
    between the layers twice: once for themselves and once for their gradients."""
    kept = max(kept_per_weight(optimizer) for optimizer in optimizers)
    return BYTES_PER_NUMBER * (parameters * (2 + kept) + 2 * values)


def require(number_of_bytes: int, available: int, what: str = "This network", fix: str = "") -> None:
    """Raise NotEnoughMemory when `number_of_bytes` are more than are `available`."""
    if number_of_bytes > available:
        sizes = (
            f"{size_in_words(number_of_bytes)} of memory to train, this computer has {size_in_words(available)} free"
        )
        raise NotEnoughMemory(f"{what} needs {sizes}. {fix or 'Make its largest layers smaller.'}")


@lru_cache(maxsize=64)
def kept_per_weight(optimizer: Optimizer) -> int:
    """How many numbers the optimizer keeps for each weight, found out by letting it make one step.

    That first step also imports what torch needs for it, which would otherwise delay the first step of a training.
    """
    weights = torch.nn.Parameter(torch.zeros(8))
    weights.grad = torch.zeros(8)
    stepping = perform(optimizer.torch_call(), {PARAMETERS: [weights]})
    if optimizer.needs_closure:
        stepping.step(lambda: 0.0)
        return 2 * int(getattr(optimizer, "history_size", 0)) + 2
    stepping.step()
    kept = stepping.state[weights].values()
    return sum(1 for value in kept if torch.is_tensor(value) and value.shape == weights.shape)
