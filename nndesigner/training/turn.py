"""One turn of a step: which weights learn, from what cost, and how an optimizer changes them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import nn

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.data.batches import Batch, in_groups, samples_in
from nndesigner.design.model import NodeId
from nndesigner.network.generating import Mix
from nndesigner.network.network import Network
from nndesigner.network.performing import perform
from nndesigner.training.feeding import Feed
from nndesigner.training.objective import Judgement, Objective, mean_of
from nndesigner.training.optimizing import optimizer_state, resume_optimizer
from nndesigner.training.pace import Pace
from nndesigner.training.precision import Precision
from nndesigner.training.state import State

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
    `closing` asks for the cost again, as often as it likes. It takes its turn at every `every`-th step, and averages
    the gradients of so many `batches` before the weights change. `resting` are the weights that learn in other turns
    only: they get no gradient. `nodes` are the layers that learn, None for all of them. A turn that `deceives` looks
    at generated samples only. `choices` say what the optimizers were made of.
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
    name: str = ""
    every: int = 1
    batches: int = 1
    resting: Sequence[nn.Parameter] = ()
    nodes: frozenset[NodeId] | None = None
    deceives: bool = False

    @property
    def parameters(self) -> list[nn.Parameter]:
        """Everything that learns; frozen weights, which may learn again, do not."""
        every = (each for optimizer in self.optimizers for group in optimizer.param_groups for each in group["params"])
        return [each for each in every if each.requires_grad]

    def is_due(self, step: int) -> bool:
        """Whether it takes its turn at `step`, counted from 1."""
        return self.every == 1 or step % self.every == 0

    def groups(self, batches: Sequence[Batch]) -> Iterable[Sequence[Batch]]:
        """The batches of a step, in the groups after which the weights change; the last may be incomplete."""
        return (batches,) if len(batches) <= self.batches else in_groups(batches, self.batches)

    def judge(self, batches: Sequence[Batch], draw: int = 0) -> Judgement:
        """Forward, loss, backward: the gradients are known afterwards, those of several batches averaged by samples.

        `draw` distinguishes what layers draw at random from that of other passes of the same step.
        """
        self._forget_gradients()
        with self._taking_its_turn() if self.resting or self.deceives else _NOTHING:
            if len(batches) == 1:
                judgement = self._judge(batches[0], 1.0, draw)
            else:
                total = samples_in(batches)
                shares = [len(samples) / total for samples, _ in batches]
                each = enumerate(zip(batches, shares, strict=True), draw)
                judgement = mean_of([self._judge(batch, share, number) for number, (batch, share) in each], shares)
        self.precision.unscale(self.optimizers)
        return judgement.detached()

    def change_weights(self, batches: Sequence[Batch], draw: int = 0) -> None:
        """The step itself, once the gradients are known."""
        if self.clip:
            self.clip(self.parameters)
        for optimizer in self.optimizers:
            if optimizer in self.closing:
                optimizer.step(lambda: self._cost_again(batches, draw))
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

    def _judge(self, batch: Batch, share: float, draw: int) -> Judgement:
        """What a batch adds to the gradients, with this `share`."""
        samples, targets = batch
        self.network.clock.draw = draw
        with self.precision.computing():
            judgement = self.objective(self.network.outcome(*self.feed(samples)), samples, targets)
        self.precision.backward(judgement.cost if share == 1 else share * judgement.cost)
        return judgement

    def _cost_again(self, batches: Sequence[Batch], draw: int) -> float:
        with torch.enable_grad():
            cost = self.judge(batches, draw).cost
        if self.clip:
            self.clip(self.parameters)
        return cost.item()

    def _forget_gradients(self) -> None:
        """What `optimizer.zero_grad()` does, without what that does around it for torch's profiler."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None

    @contextmanager
    def _taking_its_turn(self) -> Iterator[None]:
        """In its `with` block the others rest, and only generated samples are judged by one that deceives."""
        with _without_gradients(self.resting), self.network.mixing(Mix.GENERATED if self.deceives else Mix.BOTH):
            yield


_NOTHING: AbstractContextManager[None] = nullcontext()


@contextmanager
def _without_gradients(parameters: Sequence[nn.Parameter]) -> Iterator[None]:
    """In its `with` block no gradients are computed of those that would have some."""
    resting = [parameter for parameter in parameters if parameter.requires_grad]
    for parameter in resting:
        parameter.requires_grad = False
    try:
        yield
    finally:
        for parameter in resting:
            parameter.requires_grad = True
