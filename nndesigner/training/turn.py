"""One turn of a step: which weights learn, from what cost, and how an optimizer changes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import nn

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.data.batches import Batch
from nndesigner.network.network import Network
from nndesigner.network.performing import perform
from nndesigner.training.feeding import Feed
from nndesigner.training.objective import Judgement, Objective
from nndesigner.training.pace import Pace
from nndesigner.training.precision import Precision

Change = Callable[[Sequence[nn.Parameter]], None]
"""Something done in place to weights or their gradients."""


def change_of(call: Function | None) -> Change | None:
    """`call`, which changes PARAMETERS in place, as a function of them."""
    if call is None:
        return None
    return lambda parameters: perform(call, {PARAMETERS: list(parameters)})


@dataclass(eq=False)
class Turn:
    """Who learns what in a step. `pace` sets the learning rates of `optimizers`, which change the weights.

    `clip` changes the gradients before the optimizers see them, `limit` the weights after every step; an optimizer in
    `closing` asks for the cost again, as often as it likes. `choices` say what the optimizers were made of.
    """

    network: Network
    feed: Feed
    precision: Precision
    objective: Objective
    optimizers: list[torch.optim.Optimizer]
    closing: Sequence[torch.optim.Optimizer]
    pace: Pace
    clip: Change | None = None
    limit: Change | None = None
    choices: list[Optimizer] = field(default_factory=list)

    @property
    def parameters(self) -> list[nn.Parameter]:
        """Everything that learns; frozen weights, which may learn again, do not."""
        every = (each for optimizer in self.optimizers for group in optimizer.param_groups for each in group["params"])
        return [each for each in every if each.requires_grad]

    def judge(self, batch: Batch) -> Judgement:
        """Forward, loss, backward: the gradients are known afterwards."""
        samples, targets = batch
        self._forget_gradients()
        with self.precision.computing():
            judgement = self.objective(self.network.outcome(*self.feed(samples)), samples, targets)
        self.precision.backward(judgement.cost, self.optimizers)
        return judgement

    def change_weights(self, batch: Batch) -> None:
        """The step itself, once the gradients are known."""
        if self.clip:
            self.clip(self.parameters)
        for optimizer in self.optimizers:
            if optimizer in self.closing:
                optimizer.step(lambda: self._cost_again(batch))
            else:
                self.precision.step(optimizer)
        self.precision.end_step()
        if self.limit:
            with torch.no_grad():
                self.limit([parameter for parameter in self.parameters if parameter.dim() > 1])

    def _cost_again(self, batch: Batch) -> float:
        with torch.enable_grad():
            cost = self.judge(batch).cost
        if self.clip:
            self.clip(self.parameters)
        return cost.item()

    def _forget_gradients(self) -> None:
        """What `optimizer.zero_grad()` does, without what that does around it for torch's profiler."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None
