"""The training loop: forward, loss, backward, look, step."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

import torch
from torch import Tensor, nn

from nndesigner.data.batches import Batch, Batches
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.network.network import Network
from nndesigner.network.weights import weights_of
from nndesigner.project.learned import Learned
from nndesigner.training.diagnosis import LossNotFinite, loss_not_finite, validation_not_finite
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.feeding import Feed
from nndesigner.training.instruments.instrument import NOTHING, Instrument, Moment
from nndesigner.training.measuring import Measured
from nndesigner.training.objective import Judgement, Objective
from nndesigner.training.pace import Pace, Patience
from nndesigner.training.precision import Precision
from nndesigner.training.quantities import COST, LOSS
from nndesigner.training.readings import Reading, Readings, Scalar
from nndesigner.training.tally import Tally


@dataclass
class Stopwatch:
    """Seconds since it was started, without those while it stood still, and the part that looking took."""

    began: float = field(default_factory=perf_counter)
    looking: float = 0.0
    _stopped: float = 0.0

    def stop(self) -> None:
        """Stand still until `go_on`."""
        self._stopped = perf_counter()

    def go_on(self) -> None:
        """Run again."""
        self.began += perf_counter() - self._stopped


Change = Callable[[Sequence[nn.Parameter]], None]
"""Something done in place to weights or their gradients."""
Augment = Callable[[Tensor], Tensor]
"""Gives a batch of training samples randomly changed, in the same way whenever it is the same step."""


@dataclass(frozen=True)
class Training:
    """Everything that one training works with. `preparation` is what was learned of the samples.

    `clip` changes the gradients before the optimizers see them, `limit` the weights after every step; an optimizer in
    `closing` asks for the cost again, as often as it likes. `augment` changes training samples, and no others.
    """

    design: Design
    preparation: Fitted | None
    network: Network
    feed: Feed
    objective: Objective
    optimizers: list[torch.optim.Optimizer]
    closing: Sequence[torch.optim.Optimizer]
    clip: Change | None
    limit: Change | None
    batches: Batches
    validation: Callable[[], Iterable[Batch]]
    measure: Callable[[Iterable[Batch]], Measured]
    instruments: Sequence[Instrument]
    tally: Tally
    pace: Pace
    patience: Patience
    precision: Precision
    epochs: int
    augment: Augment | None = None

    @property
    def parameters(self) -> list[nn.Parameter]:
        """Everything that learns."""
        return [each for optimizer in self.optimizers for group in optimizer.param_groups for each in group["params"]]

    def learned(self, epoch: int) -> Learned:
        """A copy of what the network has learned, after `epoch`."""
        return Learned(self.design, weights_of(self.network), self.preparation, epoch)

    def forget_gradients(self) -> None:
        """What `optimizer.zero_grad()` does, without what that does around it for torch's profiler."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None

    def augmented(self, batch: Batch) -> Batch:
        """The batch as it is learned from in this step."""
        samples, targets = batch
        return (self.augment(samples), targets) if self.augment else batch

    def judge(self, batch: Batch) -> Judgement:
        """Forward, loss, backward: the gradients are known afterwards."""
        samples, targets = batch
        self.forget_gradients()
        with self.precision.computing():
            judgement = self.objective(self.network.outcome(*self.feed(samples)), samples, targets)
        self.precision.backward(judgement.cost, self.optimizers)
        return judgement


def train(training: Training) -> Iterator[StepDone | EpochDone]:
    """Train, and report every step and epoch. To pause, do not ask for the next event; to stop, close it.

    Raises LossNotFinite after the event of the step, or instead of that of the epoch when it is the validation's; the
    weights may be spoiled then.
    """
    step = 0
    for epoch in range(1, training.epochs + 1):
        watch = Stopwatch()
        training.network.train()
        training.tally.clear()
        for number, batch in enumerate(training.batches.epoch(epoch)):
            step += 1
            training.pace.set(epoch - 1 + number / len(training.batches))
            done = learn(training, batch, step, epoch, watch)
            watch.stop()
            yield done
            watch.go_on()
            if not _is_finite(done.readings):
                raise _broken(training, batch, step, epoch)
        learned = training.tally.means()
        if not math.isfinite(learned["loss"] + learned.get("cost", 0.0)):
            raise _broken(training, batch, step, epoch)
        measured = training.measure(training.validation())
        loss = measured.metrics.get("loss", learned["loss"])
        if not math.isfinite(loss):
            raise validation_not_finite(training.network, map(training.feed, _samples(training)), epoch)
        training.pace.note(loss)
        is_best = training.patience.is_best(loss)
        seconds = perf_counter() - watch.began
        yield EpochDone(
            epoch,
            step,
            learned,
            measured.metrics,
            seconds,
            watch.looking / seconds,
            training.learned(epoch),
            is_best,
            measured.confusion,
        )
        if training.patience.is_over:
            return


def learn(training: Training, batch: Batch, step: int, epoch: int, watch: Stopwatch) -> StepDone:
    """One step: what the instruments read in it was there before the weights changed, or is how they changed.

    They do not change when the loss is not finite.
    """
    due = [instrument for instrument in training.instruments if instrument.is_due(step)]
    training.network.clock.step = step
    batch = training.augmented(batch)
    with ExitStack() as watching:
        for instrument in due:
            if (watch_of := instrument.watch()) is not NOTHING:
                watching.enter_context(watch_of)
        judgement = training.judge(batch)
    samples = len(batch[0])
    moment = Moment(step, samples, _detached(judgement), training.pace.learning_rate)
    training.tally.add(moment.judgement, samples)
    began = perf_counter()
    readings: dict[str, Reading] = {}
    for instrument in due:
        readings |= instrument.read(moment)
    watch.looking += perf_counter() - began
    if _is_finite(readings):
        change_weights(training, batch)
        began = perf_counter()
        for instrument in due:
            readings |= instrument.read_after(moment)
        watch.looking += perf_counter() - began
    return StepDone(step, epoch, samples, readings)


def change_weights(training: Training, batch: Batch) -> None:
    """The step itself, once the gradients are known."""
    if training.clip:
        training.clip(training.parameters)
    for optimizer in training.optimizers:
        if optimizer in training.closing:
            optimizer.step(lambda: _cost_again(training, batch))
        else:
            training.precision.step(optimizer)
    training.precision.end_step()
    if training.limit:
        with torch.no_grad():
            training.limit([parameter for parameter in training.parameters if parameter.dim() > 1])


def _cost_again(training: Training, batch: Batch) -> float:
    with torch.enable_grad():
        cost = training.judge(batch).cost
    if training.clip:
        training.clip(training.parameters)
    return cost.item()


def _detached(judgement: Judgement) -> Judgement:
    loss = judgement.loss.detach()
    cost = loss if judgement.cost is judgement.loss else judgement.cost.detach()
    return Judgement(loss, cost, [each.detach() for each in judgement.losses], judgement.right, judgement.answers)


def _is_finite(readings: Readings) -> bool:
    """Whether loss and cost are numbers as far as they were looked at; what was not read shows at the next look."""
    read = (readings.get(quantity.name) for quantity in (LOSS, COST))
    return all(math.isfinite(each.value) for each in read if isinstance(each, Scalar))


def _samples(training: Training) -> Iterator[Tensor]:
    return (samples for samples, _ in training.validation())


def _broken(training: Training, batch: Batch, step: int, epoch: int) -> LossNotFinite:
    samples, _ = training.augmented(batch)
    return loss_not_finite(training.network, training.feed(samples), step, epoch, training.pace.learning_rate)
