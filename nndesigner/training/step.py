"""One step of a training: look, learn, look again."""

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter

from torch import Tensor

from nndesigner.data.batches import Batch
from nndesigner.network.network import Network
from nndesigner.training.events import StepDone
from nndesigner.training.instruments.instrument import NOTHING, Instrument, Moment
from nndesigner.training.objective import Judgement
from nndesigner.training.quantities import COST, LOSS
from nndesigner.training.readings import Reading, Readings, Scalar
from nndesigner.training.tally import Tally
from nndesigner.training.turn import Turn

Augment = Callable[[Tensor], Tensor]
"""Gives a batch of training samples randomly changed, in the same way whenever it is the same step."""


@dataclass
class Stopwatch:
    """The seconds that it ran, as far as it was stopped, and the part that looking took. It stands still at first."""

    seconds: float = 0.0
    looking: float = 0.0
    _since: float = 0.0

    def go_on(self) -> None:
        """Run until `stop`."""
        self._since = perf_counter()

    def stop(self) -> None:
        """Stand still until `go_on`."""
        self.seconds += perf_counter() - self._since


@dataclass(frozen=True)
class Stepping:
    """What every step goes through: the turns, and who looks. `augment` changes training samples, and no others."""

    network: Network
    turns: Sequence[Turn]
    instruments: Sequence[Instrument]
    tally: Tally
    augment: Augment | None = None

    @property
    def learning_rate(self) -> float:
        """That of the next step, of the first optimizer of the first turn."""
        return self.turns[0].pace.learning_rate

    def augmented(self, batch: Batch) -> Batch:
        """The batch as it is learned from in this step."""
        samples, targets = batch
        return (self.augment(samples), targets) if self.augment else batch

    def learn(self, batch: Batch, step: int, epoch: int, watch: Stopwatch) -> StepDone:
        """One step: what the instruments read in it was there before the weights changed, or is how they changed.

        They do not change when the loss is not finite.
        """
        due = [instrument for instrument in self.instruments if instrument.is_due(step)]
        self.network.clock.step = step
        batch = self.augmented(batch)
        (turn,) = self.turns
        with ExitStack() as watching:
            for instrument in due:
                if (watch_of := instrument.watch()) is not NOTHING:
                    watching.enter_context(watch_of)
            judgement = turn.judge(batch)
        samples = len(batch[0])
        moment = Moment(step, samples, _detached(judgement), self.learning_rate)
        self.tally.add(moment.judgement, samples)
        began = perf_counter()
        readings: dict[str, Reading] = {}
        for instrument in due:
            readings |= instrument.read(moment)
        watch.looking += perf_counter() - began
        if is_finite(readings):
            turn.change_weights(batch)
            began = perf_counter()
            for instrument in due:
                readings |= instrument.read_after(moment)
            watch.looking += perf_counter() - began
        return StepDone(step, epoch, samples, readings)


def is_finite(readings: Readings) -> bool:
    """Whether loss and cost are numbers as far as they were looked at; what was not read shows at the next look."""
    read = (readings.get(quantity.name) for quantity in (LOSS, COST))
    return all(math.isfinite(each.value) for each in read if isinstance(each, Scalar))


def _detached(judgement: Judgement) -> Judgement:
    loss = judgement.loss.detach()
    cost = loss if judgement.cost is judgement.loss else judgement.cost.detach()
    return Judgement(loss, cost, [each.detach() for each in judgement.losses], judgement.right, judgement.answers)
