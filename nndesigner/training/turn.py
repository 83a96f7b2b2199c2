"""One turn of a step: which weights learn, from what cost, and how an optimizer changes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from nndesigner.data.batches import Batch
from nndesigner.network.network import Network
from nndesigner.training.feeding import Feed
from nndesigner.training.objective import Judgement, Objective
from nndesigner.training.optimizing import optimizer_state, resume_optimizer
from nndesigner.training.pace import Pace
from nndesigner.training.precision import Precision
from nndesigner.training.state import State

Change = Callable[[Sequence[nn.Parameter]], None]
"""Something done in place to weights or their gradients."""


@dataclass(frozen=True)
class Turn:
    """Who learns what in a step. `pace` sets the learning rates of `optimizers`, which change the weights.

    `clip` changes the gradients before the optimizers see them, `limit` the weights after every step; an optimizer in
    `closing` asks for the cost again, as often as it likes.
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

    @property
    def parameters(self) -> list[nn.Parameter]:
        """Everything that learns."""
        return [each for optimizer in self.optimizers for group in optimizer.param_groups for each in group["params"]]

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

    def state(self) -> State:
        """What its optimizers and its pace remember."""
        optimizers = {str(number): optimizer_state(each) for number, each in enumerate(self.optimizers)}
        return {"optimizers": optimizers, "pace": self.pace.state()}

    def resume(self, state: State) -> None:
        """Go on from there. Raises StateDoesNotFit."""
        for number, optimizer in enumerate(self.optimizers):
            resume_optimizer(optimizer, state["optimizers"][str(number)])
        self.pace.resume(state["pace"])

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
