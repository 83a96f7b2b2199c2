"""The training loop: forward, loss, backward, look, step."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

import torch

from nndesigner.data.batches import Batch, Batches
from nndesigner.network.network import Network
from nndesigner.network.weights import weights_of
from nndesigner.training.diagnosis import LossNotFinite, loss_not_finite
from nndesigner.training.events import EpochDone, Metrics, StepDone
from nndesigner.training.instruments.instrument import NOTHING, Instrument, Moment
from nndesigner.training.objective import Objective, right_answers
from nndesigner.training.readings import Loss
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


@dataclass(frozen=True)
class Training:
    """Everything that one training works with."""

    network: Network
    objective: Objective
    optimizer: torch.optim.Optimizer
    batches: Batches
    instruments: Sequence[Instrument]
    tally: Tally
    validate: Callable[[], Metrics]
    epochs: int

    def forget_gradients(self) -> None:
        """What `optimizer.zero_grad()` does, without what that does around it for torch's profiler."""
        for group in self.optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None


def train(training: Training) -> Iterator[StepDone | EpochDone]:
    """Train, and tell about every step and epoch. To pause, do not ask for the next event; to stop, walk away.

    Raises LossNotFinite after telling about the step; the weights may be spoiled then.
    """
    step = 0
    for epoch in range(1, training.epochs + 1):
        watch = Stopwatch()
        training.network.train()
        training.tally.clear()
        for batch in training.batches.epoch():
            step += 1
            done = learn(training, batch, step, epoch, watch)
            watch.stop()
            yield done
            watch.go_on()
            if not _is_finite(done):
                raise _broken(training, batch, step, epoch)
        learned = training.tally.means()
        if not math.isfinite(learned["loss"]):
            raise _broken(training, batch, step, epoch)
        validation = training.validate()
        seconds = perf_counter() - watch.began
        weights = weights_of(training.network)
        yield EpochDone(epoch, step, learned, validation, seconds, watch.looking / seconds, weights)


def learn(training: Training, batch: Batch, step: int, epoch: int, watch: Stopwatch) -> StepDone:
    """One step: what the instruments read in it was there before the weights changed.

    They do not change when the loss is not finite.
    """
    network = training.network
    inputs, targets = batch
    due = [instrument for instrument in training.instruments if instrument.is_due(step)]
    with ExitStack() as watching:
        for instrument in due:
            if (watch_of := instrument.watch(network)) is not NOTHING:
                watching.enter_context(watch_of)
        training.forget_gradients()
        scores = network.scores(inputs)
        loss = training.objective(scores, targets)
        loss.backward()
    moment = Moment(step, len(inputs), loss.detach(), right_answers(scores, targets))
    training.tally.add(moment.loss, moment.right, moment.samples)
    began = perf_counter()
    readings = {instrument.name: instrument.read(moment) for instrument in due}
    watch.looking += perf_counter() - began
    done = StepDone(step, epoch, moment.samples, readings)
    if _is_finite(done):
        training.optimizer.step()
    return done


def _is_finite(done: StepDone) -> bool:
    """Whether the loss is a number as far as it was looked at; what was not read shows at the next look."""
    loss = done.readings.get("loss")
    return not isinstance(loss, Loss) or math.isfinite(loss.value)


def _broken(training: Training, batch: Batch, step: int, epoch: int) -> LossNotFinite:
    learning_rate = training.optimizer.param_groups[0]["lr"]
    return loss_not_finite(training.network, batch[0], step, epoch, learning_rate)
