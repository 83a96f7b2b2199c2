"""One step of a training: look, learn, look again."""

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter

from torch import Tensor

from nndesigner.data.batches import Batch, samples_in
from nndesigner.network.network import Network
from nndesigner.training.events import StepDone
from nndesigner.training.instruments.instrument import NOTHING, Instrument, Moment
from nndesigner.training.objective import Judgement
from nndesigner.training.quantities import COST, LOSS
from nndesigner.training.readings import Masks, PerNode, Reading, Readings, Scalar
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


@dataclass(slots=True)
class Look:
    """The instruments that look at a step, and the watch that measures how long they take."""

    step: int
    instruments: Sequence[Instrument]
    watch: Stopwatch

    def read(self, moment: Moment) -> dict[str, Reading]:
        """What they read before the weights change."""
        return self._timed(instrument.read(moment) for instrument in self.instruments)

    def read_after(self, moment: Moment) -> dict[str, Reading]:
        """What they read once the weights have changed."""
        return self._timed(instrument.read_after(moment) for instrument in self.instruments)

    def _timed(self, each: Iterable[Readings]) -> dict[str, Reading]:
        began = perf_counter()
        readings: dict[str, Reading] = {}
        for read in each:
            readings |= read
        self.watch.looking += perf_counter() - began
        return readings


@dataclass(frozen=True)
class Stepping:
    """What every step goes through: the turns, and who looks. `augment` changes training samples, and no others.

    The loss of a step is that of the turn that leads: the first that is due at every step.
    """

    network: Network
    turns: Sequence[Turn]
    instruments: Sequence[Instrument]
    tally: Tally
    augment: Augment | None = None

    @property
    def learning_rate(self) -> float:
        """That of the next step, of the first optimizer of the turn that leads."""
        return self.leading.pace.learning_rate

    @property
    def leading(self) -> Turn:
        """The turn whose loss is that of the step."""
        return next((turn for turn in self.turns if turn.every == 1), self.turns[0])

    @property
    def batches(self) -> int:
        """How many batches a step learns from, if there are as many."""
        return max(turn.batches for turn in self.turns)

    def augmented(self, batches: Sequence[Batch]) -> Sequence[Batch]:
        """The batches as they are learned from in this step."""
        if self.augment is None:
            return batches
        changed = []
        for number, (samples, targets) in enumerate(batches):
            self.network.clock.draw = number
            changed.append((self.augment(samples), targets))
        return changed

    def learn(self, batches: Sequence[Batch], step: int, epoch: int, watch: Stopwatch) -> StepDone:
        """One step: what the instruments read in it was there before the weights changed, or is how they changed.

        They do not change when the loss is not finite.
        """
        look = Look(step, [each for each in self.instruments if each.is_due(step)], watch)
        self.network.clock.step = step
        batches = self.augmented(batches)
        readings: dict[str, Reading] = {}
        for number, turn in enumerate(self.turns):
            if turn.is_due(step):
                read = self._take_turn(turn, batches, number * len(batches), look)
                if len(self.turns) == 1:
                    readings = read
                    continue
                readings = with_turn(readings, read, turn.name, turn is self.leading)
                if not is_finite(read):
                    break
        return StepDone(step, epoch, samples_in(batches), readings)

    def _take_turn(self, turn: Turn, batches: Sequence[Batch], draw: int, look: Look) -> dict[str, Reading]:
        """What is read while the turn learns from the last group of its batches."""
        *groups, last = turn.groups(batches)
        for group in groups:
            self._count(turn, turn.judge(group, draw), group)
            turn.change_weights(group, draw)
            draw += len(group)
        with ExitStack() as watching:
            for instrument in look.instruments:
                if (watch_of := instrument.watch()) is not NOTHING:
                    watching.enter_context(watch_of)
            judgement = turn.judge(last, draw)
        samples, rate = self._count(turn, judgement, last), turn.pace.learning_rate
        moment = Moment(look.step, samples, judgement, rate, turn.nodes, last[-1][0])
        readings = look.read(moment)
        if is_finite(readings):
            turn.change_weights(last, draw)
            readings |= look.read_after(moment)
        return readings

    def _count(self, turn: Turn, judgement: Judgement, batches: Sequence[Batch]) -> int:
        """Adds to the tally what a turn learned from these batches; gives the number of their samples."""
        samples = samples_in(batches)
        if len(self.turns) == 1:
            self.tally.add(judgement, samples)
        else:
            self.tally.add_turn(turn.name, judgement, samples, turn is self.leading)
        return samples


def with_turn(before: Readings, read: Readings, name: str, leads: bool) -> dict[str, Reading]:
    """What was read in a step `before`, and in the turn called `name`.

    Numbers are kept for each turn, and that of the step is of the turn that leads; layers get what was read last.
    """
    merged = dict(before)
    for quantity, reading in read.items():
        known = merged.get(quantity)
        match reading:
            case Scalar(value):
                earlier = known if isinstance(known, Scalar) else Scalar(value)
                merged[quantity] = Scalar(value if leads else earlier.value, {**earlier.of_outputs, name: value})
            case PerNode(of_nodes) if isinstance(known, PerNode):
                merged[quantity] = PerNode({**known.of_nodes, **of_nodes})
            case Masks(of_nodes) if isinstance(known, Masks):
                merged[quantity] = Masks({**known.of_nodes, **of_nodes})
            case _:
                merged[quantity] = reading
    return merged


def is_finite(readings: Readings) -> bool:
    """Whether loss and cost are numbers as far as they were looked at; what was not read shows at the next look."""
    for quantity in (LOSS, COST):
        read = readings.get(quantity.name)
        if isinstance(read, Scalar) and not all(map(math.isfinite, (read.value, *read.of_outputs.values()))):
            return False
    return True
