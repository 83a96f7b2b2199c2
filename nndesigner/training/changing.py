"""Changes a training while it goes, at definite points between its steps, so that it can be repeated bit for bit."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.training.commands import Change
from nndesigner.training.cross_validation import Folds
from nndesigner.training.events import Changed, Refused
from nndesigner.training.knobs.knob import Knobs, knob
from nndesigner.training.loop import Loop
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.state import State
from nndesigner.training.steering import Steering


class Changing:
    """The knobs of a run, and the changes that were ordered for its steps.

    `check` raises UserError when a design needs more memory than there is.
    """

    def __init__(
        self, design: Design, scheduled: Sequence[Scheduled], folds: Folds, check: Callable[[int, Design], None]
    ) -> None:
        self.knobs = Knobs.of(design)
        self._scheduled = deque(scheduled)
        self._folds = folds
        self._check = check
        self.made: list[Scheduled] = []
        """The changes that were made, except those to what was there already."""
        self._loop: Loop | None = None

    @property
    def can_change(self) -> bool:
        """Whether it is between two steps, and all that belongs to the one before is done.

        There is one such moment at every step, also at the end of an epoch or of a fold.
        """
        loop = self._loop
        if loop is None or loop.is_broken:
            return False
        return loop.samples < loop.training.batches.samples and (loop.step > 0 or not self._folds.ended)

    def begin(self, loop: Loop) -> None:
        """Set what was changed so far in a training that is as it was ordered."""
        self._loop = loop
        loop.training.design = self.knobs.design
        self.knobs.apply(Steering(loop.training))

    def end(self) -> None:
        """The training of this fold is over."""
        self._loop = None

    def state(self) -> State:
        """The changes that were made, and how many of those that were ordered are still to be made."""
        return {
            "steps": [each.step for each in self.made],
            "names": [each.change.name for each in self.made],
            "values": [json.dumps(each.change.value) for each in self.made],
            "left": len(self._scheduled),
        }

    def resume(self, state: State) -> None:
        """Go on from there. Raises UserError."""
        self.made = list(_made_in(state))
        self.knobs = self.knobs.with_all(each.change for each in self.made)
        while len(self._scheduled) > state["left"]:
            self._scheduled.popleft()

    def due(self) -> Iterator[Change]:
        """The changes that were ordered for this step and are not made yet."""
        while self.can_change and self._scheduled and self._scheduled[0].step <= self._step:
            yield self._scheduled.popleft().change

    def change(self, change: Change) -> Changed | Refused:
        """Act on `change` from the next step on. Only while `can_change`."""
        assert self._loop is not None
        training, before = self._loop.training, self.knobs
        try:
            after = before.changed(change)
            turned = knob(change.name, after.design)
            if after.design.training.batch_size > before.design.training.batch_size:
                self._check(training.batches.samples, after.design)
            turned.apply(Steering(training), after)
        except UserError as problem:
            return Refused(self._step, change.name, str(problem))
        self.knobs, training.design = after, after.design
        was, now = turned.read(before), turned.read(after)
        if was != now:
            self.made.append(Scheduled(self._step, Change(change.name, now)))
        return Changed(self._step, change.name, was, now, turned.words(before, after), *self._planned(self._loop))

    @property
    def _step(self) -> int:
        """Steps over all folds."""
        return self._folds.steps + self._loop.step if self._loop else self._folds.steps

    def _planned(self, loop: Loop) -> tuple[int, int, int]:
        """Epochs over all folds, steps of an epoch, and the step at which all is done."""
        training = loop.training
        rest = training.steps_left(loop.samples) if loop.samples else 0
        whole = max(training.epochs - (loop.epoch - 1) - bool(rest), 0)
        later = (self._folds.number - self._folds.ended - 1) * training.epochs
        steps = training.steps_per_epoch
        return training.epochs * self._folds.number, steps, self._step + rest + (whole + later) * steps


def again_until(order: Order, begin: State, end: State) -> tuple[Order, State]:
    """What leads a run from the state `begin` to the state `end` once more, with all that was changed in between."""
    before, until = begin["changing"], end["changing"]
    changes = tuple(_made_in(until))[len(before["steps"]) :]
    return replace(order, changes=changes), {**begin, "changing": {**before, "left": len(changes)}}


def _made_in(state: State) -> Iterator[Scheduled]:
    for step, name, value in zip(state["steps"], state["names"], state["values"], strict=True):
        yield Scheduled(step, Change(name, json.loads(value)))
