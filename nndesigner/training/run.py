"""One training of a design: prepares it, goes through it, and says how it ended."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Literal

import numpy as np
import torch

from nndesigner.catalog.problems import UserError
from nndesigner.data.loading import fetched
from nndesigner.data.loading import load as load_samples
from nndesigner.data.preparing.prepared import prepare as prepare_samples
from nndesigner.data.samples import Records, Samples
from nndesigner.design.check import check
from nndesigner.design.goals import goals, optimizers_of
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.network import memory, threads
from nndesigner.network.builder import build
from nndesigner.network.devices import Device, free_memory, pick
from nndesigner.network.inheriting import Inheritance, inherit
from nndesigner.network.network import Network
from nndesigner.network.weights import load, weights_of
from nndesigner.project.learned import Learned
from nndesigner.training.assembly import assemble
from nndesigner.training.changing import Changing
from nndesigner.training.commands import Change
from nndesigner.training.cross_validation import Folds
from nndesigner.training.diagnosis import LossNotFinite, is_out_of_memory, out_of_memory
from nndesigner.training.events import (
    Changed,
    Continued,
    EpochDone,
    Event,
    Finished,
    Metrics,
    Preparing,
    Refused,
    Started,
)
from nndesigner.training.instruments.instrument import Cadence
from nndesigner.training.loop import Training, train
from nndesigner.training.material import Material, check_samples, read_inputs
from nndesigner.training.measuring import Measured
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.precision import Precision
from nndesigner.training.quantities import USUAL
from nndesigner.training.tally import Tally

PORTION = 5
"""Percent of the samples that are read between two words about it."""


class NoTrainedWeights(UserError):
    """A training is to begin with trained weights, but there are none."""


def prepare(order: Order, samples: Samples | Records | None = None) -> "Run":
    """The training that was ordered. It learns `samples`, raw ones, instead of those of the design's source, if given.

    Raises UserError when the design, the device or the weights do not allow it.
    """
    design, learned = order.design, order.learned
    report = check(design)
    network = build(design, report)
    inheritance = None
    if design.training.settings.begin_with == "trained":
        if learned is None:
            raise NoTrainedWeights("There are no trained weights to begin with yet. Begin with new weights once.")
        inheritance = inherit(network, design, learned.design, learned.weights)
    chosen = pick(order.device)
    if design.training.settings.precision == "double":
        network.to(Precision("double", chosen.name).numbers)
    if chosen.name == "cpu":
        # With the channels of a pixel side by side in memory, networks of convolutions learn a quarter faster here.
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Run(design, report, network.to(chosen.name), chosen, samples, inheritance, order.changes)


class Run:
    """A training that can be gone through once. Changing the design elsewhere does not touch it: designs are values."""

    def __init__(
        self,
        design: Design,
        report: Report,
        network: Network,
        device: Device,
        samples: Samples | Records | None = None,
        inheritance: Inheritance | None = None,
        changes: Sequence[Scheduled] = (),
    ) -> None:
        self._latest: Learned | None = None
        self.network = network
        self.device = device
        self.learned: Learned | None = None
        """What was learned up to the last good epoch, or the best with early stopping; None before that."""
        self._report = report
        self._samples = samples
        self._cadence = Cadence.fitting(device.name)
        self._tally = Tally(device.name, tuple(goal.name for goal in goals(design)))
        self._folds = Folds(design.data.split.folds)
        self._changing = Changing(design, changes, self._folds, self._require_memory)
        self._inheritance = inheritance
        self._initial = weights_of(network)
        self._material: Material | None = None
        self._training: Training | None = None
        self._best: tuple[int | None, Metrics] = None, {}
        self._best_epoch: int | None = None
        self._validation: Metrics = {}
        self._steps_of_fold = 0
        self._epochs = 0
        """Epochs that were done wholly."""
        self._epoch = 0
        """The epoch of the last step."""
        self._step = 0

    @property
    def design(self) -> Design:
        """What is trained, with everything that was changed since it was ordered."""
        return self._changing.knobs.design

    @property
    def can_change(self) -> bool:
        """Whether `change` may be called between these two events."""
        return self._changing.can_change

    def change(self, change: Change) -> Changed | Refused:
        """Act on `change` from the next step on. Only while `can_change`."""
        kept_best = self.design.training.early_stopping.enabled
        answer = self._changing.change(change)
        if kept_best and not self.design.training.early_stopping.enabled and self._latest:
            self.learned = self._latest
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
        work = threads.multiplications(self._report) * self.design.training.batch_size
        try:
            with threads.fitting(work):
                yield from self._events()
        except LossNotFinite:
            self._training = None  # what was reached since the last good epoch is worth nothing
            load(self.network, self.learned.weights if self.learned else self._initial)
            raise
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise out_of_memory(self.design.training.batch_size) from error
            raise

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """How far it came, with a copy of the weights. Only a finished training is tested: stopping has to be quick."""
        is_finished = reason == "finished"
        tested = self._folds.test if is_finished else Measured({}, None)
        return Finished(
            reason,
            self._epochs,
            self._step,
            self._tally.means(),
            self._folds.validation if is_finished else self._validation,
            tested.metrics,
            self.learned if is_finished else self._reached(),
            self._best_epoch,
            tested.confusion,
        )

    def _reached(self) -> Learned | None:
        """What is learned so far, within an epoch; before the first step, and when it broke, what was before."""
        if not self._training or not self._steps_of_fold:
            return self.learned
        learned = self._training.learned(self._epoch)
        is_whole = all(np.isfinite(values).all() for values in learned.weights.values())
        return learned if is_whole else self.learned

    def _events(self) -> Generator[Event, None, None]:
        source = self.design.data.source
        if self._inheritance:
            yield Continued(self._inheritance.taken, self._inheritance.fresh)
        yield Preparing(f"Reading {source.spoken_name()}")
        for words in () if self._samples else fetched(source):
            yield Preparing(words)
        raw = self._samples or load_samples(source)
        for fold in range(self._folds.number):
            yield Preparing(self._folds.name(fold))
            if fold:
                load(self.network, self._initial)
            ordered = self._changing.knobs.ordered
            self._material = material = yield from self._placed(raw, fold, ordered)
            precision = Precision(self.design.training.settings.precision, self.device.name)
            self._steps_of_fold = 0
            self._training = training = assemble(
                ordered, self._report, self.network, material, precision, self._tally, self._cadence
            )
            self._changing.begin(training)
            yield self._started(training, material)
            yield from self._trained(training)
            if self.design.training.early_stopping.enabled:
                assert self.learned is not None  # the first epoch is the best until there is a better one
                load(self.network, self.learned.weights)
                self._best_epoch, self._validation = self._best
            tested = training.measure(material.test())
            self._folds.end(self._step, self._epochs, self._validation, tested)
            del training, material
        yield self.finish("finished")

    def _placed(self, raw: Samples | Records, fold: int, ordered: Design) -> Generator[Preparing, None, Material]:
        settings = ordered.training
        prepared = prepare_samples(raw, ordered.data, settings.seed, fold)
        self._require_memory(len(prepared.inputs), self.design)
        numbers = Precision(settings.settings.precision, self.device.name).numbers
        check_samples(prepared, len(self.design.data.class_names()))
        reported = 0
        if self._material and prepared.fitted is None:  # every fold has the samples that were read
            inputs = self._material.inputs, self._material.test_inputs
            return Material(prepared, ordered, self.device.name, numbers, inputs)
        self._material = self._training = None  # what the fold before took makes room for this one
        with closing(read_inputs(prepared, self.device.name, numbers)) as reading:
            while True:
                try:
                    done, of = next(reading)
                except StopIteration as end:
                    return Material(prepared, ordered, self.device.name, numbers, inputs=end.value)
                if (percent := 100 * done // of // PORTION * PORTION) != reported:
                    reported = percent
                    yield Preparing(f"Reading samples, {percent} %")

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
        )

    def _trained(self, training: Training) -> Generator[Event, None, None]:
        yield from map(self.change, self._changing.due())
        for event in train(training):
            counted = self._folds.counted_on(event)
            self._step, self._steps_of_fold, self._epoch = counted.step, event.step, counted.epoch
            if isinstance(counted, EpochDone):
                self._note(counted)
            self._changing.note(counted)
            yield counted
            yield from map(self.change, self._changing.due())
        self._changing.end()

    def _note(self, event: EpochDone) -> None:
        self._epochs, self._validation, self._latest = event.epoch, event.validation, event.learned
        if event.is_best or not self.design.training.early_stopping.enabled:
            self.learned = event.learned
            self._best = event.epoch, event.validation

    def _require_memory(self, samples: int, design: Design) -> None:
        training = design.training
        batch = samples if training.settings.full_batch else min(training.batch_size, samples)
        values = batch * sum(shape.count for shape in self._report.shapes.values())
        needed = memory.needed(self._report.parameters, optimizers_of(self.design), values)
        fix = f"Make the batch size (now {training.batch_size}) or the largest layers smaller."
        memory.require(needed, free_memory(self.device), f"This network with batches of {batch}", fix)
