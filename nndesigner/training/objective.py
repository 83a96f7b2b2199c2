"""What a training makes small: the losses of all outputs, and what is added to them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from nndesigner.catalog.calls import ANSWER, CLASS_WEIGHTS, INPUT, PARAMETERS, TARGET
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.targets import Classes, Labels
from nndesigner.design.goals import REAL, Goal
from nndesigner.design.rules.outputs import encoding
from nndesigner.network.network import Outcome
from nndesigner.network.performing import perform, resolve


@dataclass(slots=True)
class Judgement:
    """How well a batch was predicted. Tensors of one number, on the device.

    `cost` is what the optimizer makes small: `loss` and everything that is added to it. `losses` and `right` (the
    number of right predictions, None where the targets are numbers) hold one for each goal; `answers` is how many
    predictions a goal asked for.
    """

    loss: Tensor
    cost: Tensor
    losses: Sequence[Tensor]
    right: Sequence[Tensor | None]
    answers: Sequence[int]

    def detached(self) -> "Judgement":
        """The same numbers, without how they were computed."""
        loss = self.loss.detach()
        cost = loss if self.cost is self.loss else self.cost.detach()
        return Judgement(loss, cost, [each.detach() for each in self.losses], self.right, self.answers)


def mean_of(judgements: Sequence[Judgement], shares: Sequence[float]) -> Judgement:
    """That of several batches together, each with its share of the samples."""

    def mean(values: Iterable[Tensor]) -> Tensor:
        return torch.stack([share * value for share, value in zip(shares, values, strict=True)]).sum()

    def total(values: Sequence[Tensor | None]) -> Tensor | None:
        known = [value for value in values if value is not None]
        return torch.stack(known).sum() if known else None

    loss = mean(each.loss for each in judgements)
    is_all = all(each.cost is each.loss for each in judgements)
    return Judgement(
        loss,
        loss if is_all else mean(each.cost for each in judgements),
        [mean(column) for column in zip(*(each.losses for each in judgements), strict=True)],
        [total(column) for column in zip(*(each.right for each in judgements), strict=True)],
        [sum(column) for column in zip(*(each.answers for each in judgements), strict=True)],
    )


class Aim:
    """The loss and the right predictions of one output, from its scores, its `judged` values and the targets."""

    def __init__(
        self,
        goal: Goal,
        device: str,
        numbers: torch.dtype = torch.float32,
        class_weights: Tensor | None = None,
    ) -> None:
        self.goal = goal
        call = goal.loss.torch_call()
        self._call = call
        self._low, self._high = encoding(goal)
        self._rows = _rows(goal, self._low, self._high, device, numbers)
        self._recode = isinstance(goal.target, Labels) and (goal.target.low, goal.target.high) != (
            self._low,
            self._high,
        )
        self._class_weights = class_weights
        is_plain = call.arguments == (INPUT, TARGET) and not call.keywords
        self._function: Callable[..., Any] | None = resolve(call.target) if is_plain else None

    def wanted(self, samples: Tensor, targets: Tensor) -> Tensor:
        """What the output should give for a batch, in the form of the data."""
        if self.goal.tells_apart:
            return (torch.arange(2 * len(samples), device=samples.device) < len(samples)).long()
        return samples if self.goal.learns_samples else targets

    def loss(self, scores: Tensor, judged: Tensor, targets: Tensor) -> Tensor:
        """The mean loss of the batch, one number."""
        wanted = self._in_form(scores, targets)
        if scores.dim() == 3 and isinstance(self.goal.target, Classes):
            scores, judged, wanted = scores.flatten(0, 1), judged.flatten(0, 1), wanted.flatten(0, 1)
        if self._function is not None:
            return self._function(scores, wanted)
        weights = self._class_weights
        if self.goal.unit and weights is not None:
            weights = weights.index_select(0, targets.flatten()).view_as(scores)
        return perform(self._call, {INPUT: scores, TARGET: wanted, ANSWER: judged, CLASS_WEIGHTS: weights})

    def _in_form(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The targets in the form that the loss compares with."""
        if self._rows is not None:
            return self._rows.index_select(0, targets.flatten()).view(*targets.shape, -1)
        if self._recode:
            target = self.goal.target
            assert isinstance(target, Labels)
            share = (targets - target.low) / (target.high - target.low)
            targets = self._low + share * (self._high - self._low)
        return targets.view_as(scores) if targets.is_floating_point() and targets.shape != scores.shape else targets

    def right_answers(self, judged: Tensor, targets: Tensor) -> Tensor | None:
        """How many predictions are right, as one number on the device; None when the targets are numbers or scores."""
        target = self.goal.target
        if not self.goal.decides:
            return None
        if isinstance(target, Classes):
            return (self.classes(judged) == targets).sum()
        if isinstance(target, Labels):
            return (self.says_yes(judged) == (targets > (target.low + target.high) / 2)).sum()
        return None

    def classes(self, judged: Tensor) -> Tensor:
        """The number of the class that each output predicts."""
        if self.goal.unit is None:
            return judged.argmax(-1)
        return (self.says_yes(judged)[..., 0] == bool(self.goal.unit.positive)).long()

    def says_yes(self, judged: Tensor) -> Tensor:
        """For every label, or the positive class, whether the output is nearer to yes."""
        return judged >= (self._low + self._high) / 2


class Objective:
    """The losses of the outputs and what is added to them, as a function of what the network gives.

    Only the outputs with these numbers are `counted`, all of them if None; the losses of the others are known as well.
    One that `deceives` wants the generated samples, which come last, to pass as real, and looks at no others.
    """

    def __init__(
        self,
        aims: Sequence[Aim],
        regularizer: Regularizer,
        parameters: Iterable[nn.Parameter],
        counted: Collection[int] | None = None,
        deceives: bool = False,
    ) -> None:
        self.aims = tuple(aims)
        self._deceives = deceives
        self._counted = tuple(range(len(self.aims)) if counted is None else sorted(counted))
        self._is_plain = len(self.aims) == 1 and self.aims[0].goal.weight == 1.0
        self._regularizing = regularizer.torch_call()
        self._weights = [parameter for parameter in parameters if parameter.dim() > 1]

    def __call__(self, outcome: Outcome, samples: Tensor, targets: Tensor) -> Judgement:
        """Compare the predictions for `samples` with `targets`."""
        losses, right, answers = [], [], []
        for aim, scores, judged in zip(self.aims, outcome.scores, outcome.judged, strict=True):
            wanted = aim.wanted(samples, targets)
            if aim.goal.tells_apart and self._deceives:
                wanted = torch.full_like(wanted[: len(samples)], REAL)
                scores, judged = scores[-len(samples) :], judged[-len(samples) :]
            losses.append(aim.loss(scores, judged, wanted))
            right.append(aim.right_answers(judged.detach(), wanted))
            answers.append(wanted.numel())
        loss = losses[0] if self._is_plain else self._together(losses)
        cost = loss
        for penalty in outcome.penalties:
            cost = cost + penalty
        learning = [each for each in self._weights if each.requires_grad] if self._regularizing else ()
        if self._regularizing and learning:
            cost = cost + perform(self._regularizing, {PARAMETERS: learning})
        return Judgement(loss, cost, losses, right, answers)

    @property
    def adds_to_the_loss(self) -> bool:
        """Whether the cost is more than the loss, as far as the weights go."""
        return self._regularizing is not None

    def _together(self, losses: Sequence[Tensor]) -> Tensor:
        weighed = [self.aims[number].goal.weight * losses[number] for number in self._counted]
        return torch.stack(weighed).sum()


def _rows(goal: Goal, low: float, high: float, device: str, numbers: torch.dtype) -> Tensor | None:
    """For each class what the loss compares with: its one-hot row, or the number that one unit should give."""
    if goal.unit:
        wanted = [[high if number == goal.unit.positive else low] for number in range(2)]
        return torch.tensor(wanted, dtype=numbers, device=device)
    if not goal.is_one_hot or not isinstance(goal.target, Classes):
        return None
    return low + (high - low) * torch.eye(len(goal.target.names), dtype=numbers, device=device)
