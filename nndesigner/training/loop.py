"""The training loop: epoch after epoch, every step and then the validation."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from torch import Tensor

from nndesigner.data.batches import Batch, Batches, in_groups
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.network.network import Network
from nndesigner.network.weights import weights_of
from nndesigner.project.learned import Learned
from nndesigner.training.diagnosis import LossNotFinite, loss_not_finite, validation_not_finite
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.feeding import Feed
from nndesigner.training.measuring import Measured
from nndesigner.training.pace import Patience
from nndesigner.training.precision import Precision
from nndesigner.training.step import Stepping, Stopwatch, is_finite


@dataclass(frozen=True)
class Training:
    """Everything that one training works with. `preparation` is what was learned of the samples."""

    design: Design
    preparation: Fitted | None
    network: Network
    feed: Feed
    stepping: Stepping
    batches: Batches
    validation: Callable[[], Iterable[Batch]]
    measure: Callable[[Iterable[Batch]], Measured]
    patience: Patience
    precision: Precision
    epochs: int

    @property
    def steps_per_epoch(self) -> int:
        """Some steps learn from several batches each; the last may have fewer."""
        return -(-len(self.batches) // self.stepping.batches)

    def learned(self, epoch: int) -> Learned:
        """A copy of what the network has learned, after `epoch`."""
        return Learned(self.design, weights_of(self.network), self.preparation, epoch)


def train(training: Training) -> Iterator[StepDone | EpochDone]:
    """Train, and report every step and epoch. To pause, do not ask for the next event; to stop, close it.

    Raises LossNotFinite after the event of the step, or instead of that of the epoch when it is the validation's; the
    weights may be spoiled then.
    """
    step = 0
    stepping = training.stepping
    paces = [turn.pace for turn in stepping.turns]
    for epoch in range(1, training.epochs + 1):
        watch = Stopwatch()
        training.network.train()
        stepping.tally.clear()
        for number, batches in enumerate(in_groups(training.batches.epoch(epoch), stepping.batches)):
            step += 1
            for pace in paces:
                pace.set(epoch - 1 + number / training.steps_per_epoch)
            done = stepping.learn(batches, step, epoch, watch)
            watch.stop()
            yield done
            watch.go_on()
            if not is_finite(done.readings):
                raise _broken(training, batches, step, epoch)
        learned = stepping.tally.means()
        if not math.isfinite(learned["loss"] + learned.get("cost", 0.0)):
            raise _broken(training, batches, step, epoch)
        measured = training.measure(training.validation())
        loss = measured.metrics.get("loss", learned["loss"])
        if not math.isfinite(loss):
            raise validation_not_finite(training.network, map(training.feed, _samples(training)), epoch)
        for pace in paces:
            pace.note(loss)
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


def _samples(training: Training) -> Iterator[Tensor]:
    return (samples for samples, _ in training.validation())


def _broken(training: Training, batches: Sequence[Batch], step: int, epoch: int) -> LossNotFinite:
    inputs = [training.feed(samples) for samples, _ in training.stepping.augmented(batches)]
    return loss_not_finite(training.network, inputs, step, epoch, training.stepping.learning_rate)
