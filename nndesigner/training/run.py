"""One training of a design: prepares it, goes through it, and says how it ended."""

from collections.abc import Generator
from typing import Literal

import numpy as np

from nndesigner.data.loading import fetched
from nndesigner.data.loading import load as load_samples
from nndesigner.data.preparing.prepared import prepare as prepare_samples
from nndesigner.data.samples import Records, Samples
from nndesigner.design.goals import goals
from nndesigner.design.model import Design
from nndesigner.network import threads
from nndesigner.network.weights import load, weights_of
from nndesigner.project.learned import Learned
from nndesigner.training import identity
from nndesigner.training.assembly import assemble
from nndesigner.training.beginning import Beginning, begin, require_memory
from nndesigner.training.changing import Changing
from nndesigner.training.commands import Change
from nndesigner.training.cross_validation import Folds
from nndesigner.training.diagnosis import LossNotFinite, explained
from nndesigner.training.events import Changed, Continued, Event, Finished, Preparing, Refused, Started
from nndesigner.training.instruments.instrument import Cadence
from nndesigner.training.keeping import Keeper
from nndesigner.training.loop import Loop, Training
from nndesigner.training.material import Material, check_samples
from nndesigner.training.measuring import Measured
from nndesigner.training.order import Order
from nndesigner.training.precision import Precision
from nndesigner.training.quantities import USUAL
from nndesigner.training.reached import Reached
from nndesigner.training.reading import read_material
from nndesigner.training.state import Position, State, copied, of_this_version
from nndesigner.training.tally import Tally


def prepare(order: Order, samples: Samples | Records | None = None, resume: State | None = None) -> "Run":
    """The training that was ordered. It learns `samples`, raw ones, instead of those of the design's source, if given.

    With `resume`, a state of an earlier run of this order, it goes on from there: what follows is bit for bit what
    would have followed then, on the same computer. Raises UserError when the design, the device or the weights do not
    allow it, or the state is of something else.
    """
    return Run(order, begin(order), samples, resume)


class Run:
    """A training that can be gone through once. Changing the design elsewhere does not touch it: designs are values."""

    def __init__(
        self, order: Order, beginning: Beginning, samples: Samples | Records | None = None, resume: State | None = None
    ) -> None:
        design, device = order.design, beginning.device
        self.network = network = beginning.network
        self.device = device
        self._report = report = beginning.report
        self._samples = samples
        self._cadence = Cadence.fitting(device.name)
        self._tally = Tally(device.name, tuple(goal.name for goal in goals(design)))
        self._folds = Folds(design.data.split.folds)
        self._changing = Changing(design, order.changes, self._folds, self._require_memory)
        self._inheritance = beginning.inheritance
        self._initial = weights_of(network)
        self._material: Material | None = None
        self._training: Training | None = None
        self._loop: Loop | None = None
        self._is_broken = False
        self._reached = Reached(design)
        self._identity = identity.identity_of(design, self._initial if beginning.inheritance else None)
        self._samples_digest = ""
        work = threads.multiplications(report) * design.training.batch_size
        self._threads = threads.number(design.training.settings.threads, work)
        self._waiting: State | None = None
        """What is to be gone on from, as long as that has not happened."""
        self.keeper: Keeper | None = None
        """Keeps checkpoints; whoever goes through the events lets it take note of each."""
        if resume:
            with of_this_version():
                self._resume(resume)

    @property
    def learned(self) -> Learned | None:
        """What was learned up to the last good epoch, or the best with early stopping; None before that."""
        return self._reached.learned

    @property
    def design(self) -> Design:
        """What is trained, with everything that was changed since it was ordered."""
        return self._changing.knobs.design

    @property
    def changes(self) -> int:
        """How many changes were made."""
        return len(self._changing.made)

    @property
    def can_change(self) -> bool:
        """Whether `change` may be called between these two events."""
        return self._changing.can_change

    def change(self, change: Change) -> Changed | Refused:
        """Act on `change` from the next step on. Only while `can_change`."""
        answer = self._changing.change(change)
        self._reached.follow(self.design)
        return answer

    @property
    def watches_closely(self) -> bool:
        """Whether the instruments look at every step on any device, as somebody wants who goes step by step."""
        return self._cadence.closely

    @watches_closely.setter
    def watches_closely(self, closely: bool) -> None:
        self._cadence.closely = closely

    @property
    def wanted(self) -> frozenset[str]:
        """The quantities that are read beside those that always are."""
        return self._cadence.wanted - USUAL

    @wanted.setter
    def wanted(self, quantities: frozenset[str]) -> None:
        self._cadence.wanted = USUAL | quantities

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens, from Preparing to Finished. Close it to stop, then ask `finish` how far it came.

        Everything random is a function: initial weights of the seed, the order of the samples of (seed, epoch), masks
        and noise of (seed, layer, step), augmentation of (seed, step). The same computer and device give the same bits.
        Raises UserError; `network` then has the weights of `learned`, or those that it began with.
        """
        try:
            with threads.computing(self._threads):
                yield from self._events()
        except LossNotFinite:
            self._is_broken, self._loop = True, None  # what was reached since the last good epoch is worth nothing
            load(self.network, self.learned.weights if self.learned else self._initial)
            raise
        except (RuntimeError, MemoryError) as error:
            self._is_broken = True  # within a step
            if in_words := explained(error, self.design.training.batch_size):
                raise in_words from error
            raise

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """How far it came, with a copy of the weights. Only a finished training is tested: stopping has to be quick."""
        is_finished = reason == "finished"
        reached, tested = self._reached, self._folds.test if is_finished else Measured({}, None)
        return Finished(
            reason,
            reached.epochs,
            reached.step,
            self._tally.means(),
            self._folds.validation if is_finished else reached.validation,
            tested.metrics,
            self.learned if is_finished else self._learned_so_far(),
            reached.best_epoch,
            tested.confusion,
        )

    def state(self) -> State | None:
        """All that is needed to go on later with the event that comes next; None once a loss was not finite.

        A copy, on the CPU. It may be asked for between any two events.
        """
        if self._waiting is not None:
            return self._waiting
        if self._is_broken:
            return None
        return {
            "position": self.position.to_plain(),
            "identity": self._identity,
            "samples": self._samples_digest,
            "threads": self._threads,
            "cadence": {"closely": self._cadence.closely, "wanted": sorted(self._cadence.wanted)},
            "reached": self._reached.state(),
            "changing": self._changing.state(),
            "folds": self._folds.state(),
            "tally": copied(self._tally.state()),
            "loop": copied(self._loop.state()) if self._loop else None,
        }

    @property
    def position(self) -> Position:
        """How far it is."""
        if self._waiting is not None:
            return Position(**self._waiting["position"])
        folds, loop = self._folds, self._loop
        if loop is None:
            return Position(folds.epochs + 1, 0, folds.steps)
        return Position(folds.epochs + loop.epoch, loop.samples, folds.steps + loop.step)

    def _resume(self, state: State) -> None:
        """Take over what is known before the samples are; raises StateDoesNotFit."""
        identity.require_same(self._identity, state["identity"])
        self._waiting = state
        self._threads, self._samples_digest = state["threads"], state["samples"]
        self._cadence.closely, self._cadence.wanted = state["cadence"]["closely"], frozenset(state["cadence"]["wanted"])
        self._changing.resume(state["changing"])
        self._reached.follow(self.design)
        self._reached.resume(state["reached"])
        self._folds.resume(state["folds"])
        self._tally.resume(state["tally"])

    def _learned_so_far(self) -> Learned | None:
        """What is learned so far, within an epoch; before the first step, and when it broke, what was before."""
        if not self._loop or not self._loop.step:
            return self.learned
        learned = self._loop.training.learned(self._reached.epoch)
        is_whole = all(np.isfinite(values).all() for values in learned.weights.values())
        return learned if is_whole else self.learned

    def _events(self) -> Generator[Event, None, None]:
        source = self.design.data.source
        if self._inheritance and not self._waiting:
            yield Continued(self._inheritance.taken, self._inheritance.fresh)
        if self._folds.ended < self._folds.number:
            yield Preparing(f"Reading {source.spoken_name()}")
            for words in () if self._samples else fetched(source):
                yield Preparing(words)
            raw = self._samples or load_samples(source)
            while (fold := self._folds.ended) < self._folds.number:
                yield Preparing(self._folds.name(fold))
                if fold:
                    load(self.network, self._initial)
                yield from self._fold(raw, fold)
        elif self.learned:
            load(self.network, self.learned.weights)
        self._waiting = None
        yield self.finish("finished")

    def _fold(self, raw: Samples | Records, fold: int) -> Generator[Event, None, None]:
        """One training, and what its test gives; without cross-validation there is one."""
        self._material = material = yield from self._placed(raw, fold)
        precision = Precision(self.design.training.settings.precision, self.device.name)
        self._training = training = assemble(
            self._changing.knobs.ordered, self._report, self.network, material, precision, self._tally, self._cadence
        )
        loop = Loop(training)
        self._changing.begin(loop)
        if self._waiting and self._waiting["loop"]:
            with of_this_version():
                loop.resume(self._waiting["loop"])
        self._loop, self._waiting = loop, None
        yield self._started(training, material)
        yield from map(self.change, self._changing.due())
        for event in loop.events():
            self._is_broken = loop.is_broken
            counted = self._folds.counted_on(event)
            self._reached.note(counted)
            yield counted
            yield from map(self.change, self._changing.due())
        self._changing.end()
        self._reached.end_fold()
        if self.design.training.early_stopping.enabled:
            assert self.learned is not None  # the first epoch is the best until there is a better one
            load(self.network, self.learned.weights)
        tested = training.measure(material.test())
        self._folds.end(self._reached.step, self._reached.epochs, self._reached.validation, tested)
        self._loop, self._samples_digest = None, ""  # the next fold has other samples

    def _placed(self, raw: Samples | Records, fold: int) -> Generator[Preparing, None, Material]:
        settings = self.design.training
        prepared = prepare_samples(raw, self.design.data, settings.seed, fold)
        digest = identity.digest_of(prepared)
        if self._waiting and self._samples_digest:
            identity.require_same_samples(digest, self._samples_digest)
        self._samples_digest = digest
        self._require_memory(len(prepared.inputs), self.design)
        numbers = Precision(settings.settings.precision, self.device.name).numbers
        check_samples(prepared, len(self.design.data.class_names()))
        if self._material and prepared.fitted is None:  # every fold has the samples that were read
            inputs = self._material.inputs, self._material.test_inputs
            return Material(prepared, self.design, self.device.name, numbers, inputs)
        self._material = self._training = None  # what the fold before took makes room for this one
        return (yield from read_material(prepared, self.design, self.device.name, numbers))

    def _started(self, training: Training, material: Material) -> Started:
        settings = self.design.training
        samples = training.batches.samples
        return Started(
            f"{self.device.title}, no mixed precision" if training.precision.is_missing else self.device.title,
            settings.epochs * self._folds.number,
            training.steps_per_epoch,
            samples if settings.settings.full_batch else min(settings.batch_size, samples),
            samples,
            len(material.aside),
            sum(parameter.numel() for parameter in self.network.parameters()),
            self._threads,
            self.position.step,
            self.position.epoch - 1,
            self.changes,
        )

    def _require_memory(self, samples: int, design: Design) -> None:
        require_memory(design, self._report, self.device, samples)
