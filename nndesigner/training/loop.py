"""The training loop: epoch after epoch, every step and then the validation."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from torch import Tensor

from nndesigner.data.batches import Batch, Batches, in_groups
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.network.network import Network
from nndesigner.network.weights import named_tensors, weights_of
from nndesigner.project.learned import Learned
from nndesigner.training.diagnosis import LossNotFinite, loss_not_finite, validation_not_finite
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.feeding import Feed
from nndesigner.training.measuring import Measured
from nndesigner.training.pace import Patience
from nndesigner.training.precision import Precision
from nndesigner.training.state import State, fill
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
        return self.steps_left(0)

    def steps_left(self, samples: int) -> int:
        """How many steps of an epoch follow its first `samples`."""
        return -(-self.batches.left(samples) // self.stepping.batches)

    def learned(self, epoch: int) -> Learned:
        """A copy of what the network has learned, after `epoch`."""
        return Learned(self.design, weights_of(self.network), self.preparation, epoch)

    def state(self) -> State:
        """What its parts remember. The tensors are those that it works with: see `copied`."""
        return {
            "network": {name: tensor.detach() for name, tensor in named_tensors(self.network)},
            "turns": {str(number): turn.state() for number, turn in enumerate(self.stepping.turns)},
            "patience": self.patience.state(),
            "precision": self.precision.state(),
        }

    def resume(self, state: State) -> None:
        """Go on from there. Raises StateDoesNotFit."""
        fill(dict(named_tensors(self.network)), state["network"])
        for number, turn in enumerate(self.stepping.turns):
            turn.resume(state["turns"][str(number)])
        self.patience.resume(state["patience"])
        self.precision.resume(state["precision"])


class Loop:
    """Goes through a training, and knows where it is: in `epoch`, with so many of its `samples` and `step` steps done.

    Between any two events `state` is all that is needed to go on with the next.
    """

    def __init__(self, training: Training) -> None:
        self.training = training
        self.epoch = 1
        self.samples = 0
        self.step = 0
        self.is_broken = False
        """Whether a loss was not finite: there is nothing to go on with."""
        self._watch = Stopwatch()

    def events(self) -> Iterator[StepDone | EpochDone]:
        """Every step and epoch. To pause, do not ask for the next event; to stop, close it.

        Raises LossNotFinite after the event of the step, or instead of that of the epoch when it is the validation's;
        the weights may be spoiled then.
        """
        while self.epoch <= self.training.epochs and not self.training.patience.is_over:
            yield from self._steps()
            yield self._validated()

    def state(self) -> State:
        """Where it is, and what its parts remember. The tensors are those that it works with: see `copied`."""
        return {
            "epoch": self.epoch,
            "samples": self.samples,
            "step": self.step,
            "seconds": self._watch.seconds,
            "looking": self._watch.looking,
            "draw": self.training.network.clock.draw,
            **self.training.state(),
        }

    def resume(self, state: State) -> None:
        """Go on from there. Raises StateDoesNotFit."""
        self.epoch, self.samples, self.step = (state[name] for name in ("epoch", "samples", "step"))
        self._watch = Stopwatch(state["seconds"], state["looking"])
        clock = self.training.network.clock
        clock.step, clock.draw = self.step, state["draw"]
        self.training.resume(state)

    def _steps(self) -> Iterator[StepDone]:
        """The steps that the epoch still has."""
        training, stepping = self.training, self.training.stepping
        if not self.samples:
            self._watch = Stopwatch()
            stepping.tally.clear()
        training.network.train()
        self._watch.go_on()
        while self.samples < training.batches.samples:
            batches = training.batches  # whoever wants others puts them there
            with closing(batches.epoch(self.epoch, self.samples)) as left:
                for several in in_groups(left, stepping.batches):
                    yield self._learned_from(several)
                    self._watch.go_on()
                    if self.is_broken:
                        raise self._broken(several)
                    if training.batches is not batches:
                        break

    def _learned_from(self, batches: Sequence[Batch]) -> StepDone:
        """The next step."""
        training, stepping = self.training, self.training.stepping
        for turn in stepping.turns:
            turn.pace.set(self.epoch - 1 + self.samples / training.batches.samples)
        done = stepping.learn(batches, self.step + 1, self.epoch, self._watch)
        self.step, self.samples = done.step, self.samples + done.samples
        self.is_broken = not is_finite(done.readings)
        self._watch.stop()
        return replace(done, ends_epoch=True) if self.samples == training.batches.samples else done

    def _validated(self) -> EpochDone:
        """What the epoch gave."""
        training = self.training
        learned = training.stepping.tally.means()
        if not math.isfinite(learned["loss"] + learned.get("cost", 0.0)):
            *_, last = in_groups(training.batches.epoch(self.epoch), training.stepping.batches)
            raise self._broken(last)
        measured = training.measure(training.validation())
        loss = measured.metrics.get("loss", learned["loss"])
        if not math.isfinite(loss):
            self.is_broken = True
            raise validation_not_finite(training.network, map(training.feed, self._validation_samples()), self.epoch)
        for turn in training.stepping.turns:
            turn.pace.note(loss)
        is_best = training.patience.is_best(loss)
        self._watch.stop()
        seconds, looking = self._watch.seconds, self._watch.looking
        epoch, self.epoch, self.samples = self.epoch, self.epoch + 1, 0
        return EpochDone(
            epoch,
            self.step,
            learned,
            measured.metrics,
            seconds,
            looking / seconds,
            training.learned(epoch),
            is_best,
            measured.confusion,
        )

    def _validation_samples(self) -> Iterator[Tensor]:
        return (samples for samples, _ in self.training.validation())

    def _broken(self, batches: Sequence[Batch]) -> LossNotFinite:
        self.is_broken = True
        training = self.training
        inputs = [training.feed(samples) for samples, _ in training.stepping.augmented(batches)]
        return loss_not_finite(training.network, inputs, self.step, self.epoch, training.stepping.learning_rate)
