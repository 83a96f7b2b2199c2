"""One training of a design: prepares it, goes through it, and says how it ended."""

from collections.abc import Generator
from typing import Literal

import torch
from torch import nn

from nndesigner.data.loading import load as load_samples
from nndesigner.data.samples import Samples
from nndesigner.design.check import Report, check
from nndesigner.design.model import Design
from nndesigner.network import memory, threads
from nndesigner.network.builder import build
from nndesigner.network.devices import Device, free_memory, pick
from nndesigner.network.network import Network
from nndesigner.network.weights import load, weights_of
from nndesigner.training.diagnosis import LossNotFinite, is_out_of_memory, out_of_memory
from nndesigner.training.engine import Training, train
from nndesigner.training.events import EpochDone, Event, Finished, Metrics, Preparing, Started, Weights
from nndesigner.training.instruments.accuracy import AccuracyInstrument
from nndesigner.training.instruments.dropout_masks import DropoutMasksInstrument
from nndesigner.training.instruments.gradient_norms import GradientNormsInstrument
from nndesigner.training.instruments.instrument import Cadence, Instrument
from nndesigner.training.instruments.loss import LossInstrument
from nndesigner.training.material import Material
from nndesigner.training.objective import Objective, evaluate
from nndesigner.training.optimizing import make_optimizer
from nndesigner.training.tally import Tally


def prepare(
    design: Design, device: str = "auto", weights: Weights | None = None, samples: Samples | None = None
) -> "Run":
    """A training of `design` as it is now, on the device called `device`.

    It starts from `weights` instead of new ones and learns `samples` instead of those of the design's source, when they
    are given. Raises UserError when the design, the device or the weights do not allow it.
    """
    report = check(design)
    network = build(design, report)
    if weights is not None:
        load(network, weights)
    chosen = pick(device)
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
        """The weights after the last epoch that went well; those at the start before that."""
        self._report = report
        self._samples = samples
        self._cadence = Cadence.fitting(device.name)
        self._tally = Tally(device.name)
        self._material: Material | None = None
        self._objective: Objective | None = None
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
        test: Metrics = {}
        if reason == "finished" and self._material and self._objective:
            test = evaluate(self.network, self._objective, self._material.test(), self.device.name)
        train_metrics, weights = self._tally.means(), weights_of(self.network)
        return Finished(reason, self._epochs, self._step, train_metrics, self._validation, test, weights)

    def _events(self) -> Generator[Event, None, None]:
        source, settings = self.design.data.source, self.design.training
        yield Preparing(f"Reading {source.title()}")
        samples = self._samples or load_samples(source)
        yield Preparing("Preparing the first step")
        self._require_memory(samples)
        if self.device.name != "cpu":
            torch.manual_seed(settings.seed)
        self._material = material = Material(samples, self.design, self.device.name)
        self._objective = Objective(settings.loss, len(source.class_names()), self.device.name)
        training = self._training(material, self._objective)
        steps, parameters = len(training.batches), sum(parameter.numel() for parameter in self.network.parameters())
        sizes = settings.batch_size, training.batches.samples, len(material.aside)
        yield Started(self.device.title, settings.epochs, steps, *sizes, parameters)
        for event in train(training):
            self._step = event.step
            if isinstance(event, EpochDone):
                self._epochs, self._validation, self.good_weights = event.epoch, event.validation, event.weights
            yield event
        yield self.finish("finished")

    def _training(self, material: Material, objective: Objective) -> Training:
        return Training(
            self.network,
            objective,
            make_optimizer(self.design.training.optimizer, self.network.parameters()),
            material.batches(joins_single=self._needs_two_samples()),
            self._instruments(),
            self._tally,
            lambda: evaluate(self.network, objective, material.validation(), self.device.name),
            self.design.training.epochs,
        )

    def _instruments(self) -> list[Instrument]:
        instruments: list[Instrument] = [LossInstrument(self._cadence)]
        if self.design.data.source.class_names():
            instruments.append(AccuracyInstrument(self._cadence))
        instruments.append(GradientNormsInstrument(self._cadence, self.network))
        if self.network.dropouts():
            instruments.append(DropoutMasksInstrument(self._cadence, self.network))
        return instruments

    def _needs_two_samples(self) -> bool:
        """Whether a layer normalizes over the batch alone, so that one sample would leave it nothing to compare."""
        return any(
            isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)
            and self._report.shapes[node].count == module.num_features
            for node, module in self.network.modules_of_nodes()
        )

    def _require_memory(self, samples: Samples) -> None:
        training = self.design.training
        batch = min(training.batch_size, len(samples.inputs))
        values = batch * sum(shape.count for shape in self._report.shapes.values())
        needed = memory.needed(self._report.parameters, training.optimizer, values)
        fix = f"Make the batch size (now {training.batch_size}) or the largest layers smaller."
        memory.require(needed, free_memory(self.device), f"This network with batches of {batch}", fix)
