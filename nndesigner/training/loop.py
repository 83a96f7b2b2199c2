"""The training loop: epoch after epoch, every step and then the validation."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
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


@dataclass(eq=False)
class Training:
    """Everything that one training works with. `preparation` is what was learned of the samples.

    Whoever changes the training while it goes puts another `design`, other `batches` or `epochs` there between events.
    """

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

    def steps_left(self, samples: int) -> int:
        """How many steps an epoch still has when so many of its samples are gone through."""
        return -(-self.batches.left(samples) // self.stepping.batches)

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
    epoch = 0
    while epoch < training.epochs:
        epoch += 1
        watch = Stopwatch()
        training.network.train()
        stepping.tally.clear()
        for gone_through, batches in _batches(training, epoch):
            step += 1
            for pace in paces:
                pace.set(epoch - 1 + gone_through / training.batches.samples)
            done = stepping.learn(batches, step, epoch, watch)
            if gone_through + done.samples >= training.batches.samples:
                done = replace(done, ends_epoch=True)
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


def _batches(training: Training, epoch: int) -> Iterator[tuple[int, Sequence[Batch]]]:
    """The batches of each step of an epoch, with how many samples were gone through before it.

    When others are put into `training`, they go on with the samples that are left.
    """
    done = 0
    while done < training.batches.samples:
        batches = training.batches
        with closing(batches.epoch(epoch, done)) as left:
            for several in in_groups(left, training.stepping.batches):
                yield done, several
                done += sum(len(samples) for samples, _ in several)
                if training.batches is not batches:
                    break


def _samples(training: Training) -> Iterator[Tensor]:
    return (samples for samples, _ in training.validation())


def _broken(training: Training, batches: Sequence[Batch], step: int, epoch: int) -> LossNotFinite:
    inputs = [training.feed(samples) for samples, _ in training.stepping.augmented(batches)]
    return loss_not_finite(training.network, inputs, step, epoch, training.stepping.learning_rate)
