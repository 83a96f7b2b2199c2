"""Changes a training while it goes, at definite points between its steps, so that it can be repeated bit for bit."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.training.commands import Change
from nndesigner.training.cross_validation import Folds
from nndesigner.training.events import Changed, EpochDone, Refused, StepDone
from nndesigner.training.knobs.knob import Knobs, knob
from nndesigner.training.loop import Training
from nndesigner.training.order import Scheduled
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
        self._training: Training | None = None
        self._is_between = False
        self._step = self._epochs = 0
        self._gone_through = 0
        """Samples of the epoch that is under way."""

    @property
    def can_change(self) -> bool:
        """Whether it is between two steps, and all that belongs to the one before is done.

        There is one such moment at every step, also at the end of an epoch or of a fold.
        """
        return self._is_between

    def begin(self, training: Training) -> None:
        """Set what was changed so far in a training that is as it was ordered."""
        self._training, self._gone_through = training, 0
        training.design = self.knobs.design
        self.knobs.apply(Steering(training))
        self._is_between = self._folds.done == 0

    def note(self, event: StepDone | EpochDone) -> None:
        """A step or an epoch is done, counted over all folds."""
        self._step = event.step
        if isinstance(event, StepDone):
            self._gone_through += event.samples
            self._is_between = not event.ends_epoch
        else:
            self._epochs, self._gone_through, self._is_between = event.epoch, 0, True

    def end(self) -> None:
        """The training of this fold is over."""
        self._is_between = False

    def due(self) -> Iterator[Change]:
        """The changes that were ordered for this step and are not made yet."""
        while self._is_between and self._scheduled and self._scheduled[0].step <= self._step:
            yield self._scheduled.popleft().change

    def change(self, change: Change) -> Changed | Refused:
        """Act on `change` from the next step on. Only while `can_change`."""
        assert self._training is not None
        before = self.knobs
        try:
            after = before.changed(change)
            turned = knob(change.name, after.design)
            if after.design.training.batch_size > before.design.training.batch_size:
                self._check(self._training.batches.samples, after.design)
            turned.apply(Steering(self._training), after)
        except UserError as problem:
            return Refused(self._step, change.name, str(problem))
        self.knobs, self._training.design = after, after.design
        words = turned.words(before, after)
        return Changed(self._step, change.name, turned.read(before), turned.read(after), words, *self._planned())

    def _planned(self) -> tuple[int, int, int]:
        """Epochs over all folds, steps of an epoch, and the step at which all is done."""
        assert self._training is not None
        training, epochs_done = self._training, self._epochs - self._folds.epochs
        steps, rest = training.steps_per_epoch, training.steps_left(self._gone_through) if self._gone_through else 0
        whole = max(training.epochs - epochs_done - bool(rest), 0)
        later = (self._folds.number - self._folds.done - 1) * training.epochs
        return training.epochs * self._folds.number, steps, self._step + rest + (whole + later) * steps
