"""What a training makes small: the loss of the network's scores."""

from collections.abc import Iterable

import torch
from torch import Tensor

from nndesigner.catalog.calls import INPUT, TARGET
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import UserError
from nndesigner.data.batches import Batch
from nndesigner.network.network import Network
from nndesigner.network.performing import perform, resolve
from nndesigner.training.events import Metrics
from nndesigner.training.tally import Tally


class TargetsDoNotFit(UserError):
    """The loss cannot compare the network's answer with the targets of the data."""


class Objective:
    """The loss as a function of scores and targets.

    A loss that compares values gets 1 for the right class and 0 for the others when the targets are classes.
    """

    def __init__(self, loss: Loss, classes: int, device: str) -> None:
        if loss.target == "class" and not classes:
            raise TargetsDoNotFit(f"{loss.title()} needs classes to choose from, but the targets are numbers.")
        self._call = loss.torch_call()
        self._one_hot = torch.eye(classes, device=device) if classes and loss.target == "values" else None
        is_plain = self._call.arguments == (INPUT, TARGET) and not self._call.keywords
        self._function = resolve(self._call.target) if is_plain else None

    def __call__(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The mean loss of the batch, one number."""
        if self._one_hot is not None:
            targets = self._one_hot.index_select(0, targets)
        if self._function is not None:
            return self._function(scores, targets)
        return perform(self._call, {INPUT: scores, TARGET: targets})


@torch.no_grad()
def evaluate(network: Network, objective: Objective, batches: Iterable[Batch], device: str) -> Metrics:
    """Loss and, for classes, accuracy over all `batches`, with dropout off and running averages used; empty without
    samples. The network is left as it was."""
    was_training, tally = network.training, Tally(device)
    network.eval()
    for inputs, targets in batches:
        scores = network.scores(inputs)
        tally.add(objective(scores, targets), right_answers(scores, targets), len(inputs))
    network.train(was_training)
    return tally.means()


def right_answers(scores: Tensor, targets: Tensor) -> Tensor | None:
    """How many samples were answered right, as one number on the device; None when the targets are no classes."""
    if targets.dtype != torch.int64 or scores.dim() != 2:
        return None
    return (scores.argmax(1) == targets).sum()
