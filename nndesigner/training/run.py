"""One training of a design: prepares it, goes through it, and says how it ended."""

from collections.abc import Generator
from typing import Literal

import torch

from nndesigner.catalog.problems import UserError
from nndesigner.data.loading import load as load_samples
from nndesigner.data.samples import Samples
from nndesigner.design.check import check
from nndesigner.design.goals import goals
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.network import memory, threads
from nndesigner.network.builder import build
from nndesigner.network.devices import Device, free_memory, pick
from nndesigner.network.network import Network
from nndesigner.network.weights import load, load_fitting, weights_of
from nndesigner.training.assembly import assemble
from nndesigner.training.diagnosis import LossNotFinite, is_out_of_memory, out_of_memory
from nndesigner.training.engine import Training, train
from nndesigner.training.events import EpochDone, Event, Finished, Metrics, Preparing, Started, Weights
from nndesigner.training.instruments.instrument import Cadence
from nndesigner.training.material import Material
from nndesigner.training.measuring import Measured
from nndesigner.training.precision import Precision
from nndesigner.training.tally import Tally


class NoTrainedWeights(UserError):
    """A training is to begin with trained weights, but there are none."""


def prepare(
    design: Design, device: str = "auto", weights: Weights | None = None, samples: Samples | None = None
) -> "Run":
    """A training of `design` as it is now, on the device called `device`.

    `weights` are those that are trained already: a design that begins with trained weights takes what fits of them. It
    learns `samples` instead of those of the design's source, when they are given. Raises UserError when the design, the
    device or the weights do not allow it.
    """
    report = check(design)
    network = build(design, report)
    if design.training.settings.begin_with == "trained":
        if weights is None:
            raise NoTrainedWeights("There are no trained weights to begin with yet. Begin with new weights once.")
        load_fitting(network, weights)
    chosen = pick(device)
    if design.training.settings.precision == "double":
        network.to(Precision("double", chosen.name).numbers)
    if chosen.name == "cpu":
        # With the channels of a pixel side by side in memory, networks of convolutions learn a quarter faster here.
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Run(design, report, network.to(chosen.name), chosen, samples)


class Run:
    """A training that can be gone through once. Changing the design elsewhere does not touch it: designs are values."""

    def __init__(
        self, design: Design, report: Report, network: Network, device: Device, samples: Samples | None
    ) -> None:
        self.design = design
        self.network = network
        self.device = device
        self.good_weights: Weights = weights_of(network)
        """The weights after the last good epoch, or the best with early stopping; those at the start before that."""
        self._report = report
        self._samples = samples
        self._cadence = Cadence.fitting(device.name)
        self._tally = Tally(device.name, tuple(goal.name for goal in goals(design)))
        self._material: Material | None = None
        self._training: Training | None = None
        self._best: tuple[int | None, Metrics] = None, {}
        self._best_epoch: int | None = None
        self._validation: Metrics = {}
        self._epochs = 0
        self._step = 0

    @property
    def watches_closely(self) -> bool:
        """Whether the instruments look at every step on any device, as somebody wants who goes step by step."""
        return self._cadence.closely

    @watches_closely.setter
    def watches_closely(self, closely: bool) -> None:
        self._cadence.closely = closely

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens, from Preparing to Finished. Walk away to stop, then ask `finish` how far it came.

        The weights and the order of the samples follow from the seed and are bit for bit the same on the same computer
        and device. Away from the CPU, dropout draws from torch's global generator, which is seeded here for that.
        Raises UserError; `network` then has `good_weights`.
        """
        work = threads.multiplications(self._report) * self.design.training.batch_size
        try:
            with threads.fitting(work):
                yield from self._events()
        except LossNotFinite:
            load(self.network, self.good_weights)
            raise
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise out_of_memory(self.design.training.batch_size) from error
            raise

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """How far it came, with a copy of the weights. Only a finished training is tested: stopping has to be quick."""
        tested = Measured({}, None)
        if reason == "finished" and self._training and self._material:
            tested = self._training.measure(self._material.test())
        weights = weights_of(self.network)
        train = self._tally.means()
        best, confusion = self._best_epoch, tested.confusion
        return Finished(
            reason, self._epochs, self._step, train, self._validation, tested.metrics, weights, best, confusion
        )

    def _events(self) -> Generator[Event, None, None]:
        source, settings = self.design.data.source, self.design.training
        yield Preparing(f"Reading {source.title()}")
        samples = self._samples or load_samples(source)
        yield Preparing("Preparing the first step")
        self._require_memory(samples)
        if self.device.name != "cpu":
            torch.manual_seed(settings.seed)
        precision = Precision(settings.settings.precision, self.device.name)
        self._material = material = Material(samples, self.design, self.device.name, precision.numbers)
        self._training = training = assemble(
            self.design, self._report, self.network, material, precision, self._tally, self._cadence
        )
        steps, parameters = len(training.batches), sum(parameter.numel() for parameter in self.network.parameters())
        size = min(settings.batch_size, training.batches.samples)
        sizes = training.batches.samples if settings.settings.full_batch else size, training.batches.samples
        yield Started(self.device.title, settings.epochs, steps, *sizes, len(material.aside), parameters)
        for event in train(training):
            self._step = event.step
            if isinstance(event, EpochDone):
                self._note(event)
            yield event
        if settings.early_stopping.enabled:
            load(self.network, self.good_weights)
            self._best_epoch, self._validation = self._best
        yield self.finish("finished")

    def _note(self, event: EpochDone) -> None:
        self._epochs, self._validation = event.epoch, event.validation
        if event.is_best or not self.design.training.early_stopping.enabled:
            self.good_weights = event.weights
            self._best = event.epoch, event.validation

    def _require_memory(self, samples: Samples) -> None:
        training = self.design.training
        batch = len(samples.inputs) if training.settings.full_batch else min(training.batch_size, len(samples.inputs))
        values = batch * sum(shape.count for shape in self._report.shapes.values())
        needed = memory.needed(self._report.parameters, training.optimizer, values)
        fix = f"Make the batch size (now {training.batch_size}) or the largest layers smaller."
        memory.require(needed, free_memory(self.device), f"This network with batches of {batch}", fix)
