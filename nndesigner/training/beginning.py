"""What a training begins with: a network, the weights that it takes over, a device with room for it."""

from dataclasses import dataclass

import torch

from nndesigner.catalog.problems import UserError
from nndesigner.design.check import check
from nndesigner.design.goals import optimizers_of
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.network import memory
from nndesigner.network.builder import build
from nndesigner.network.devices import Device, free_memory, pick
from nndesigner.network.inheriting import Inheritance, inherit
from nndesigner.network.network import Network
from nndesigner.training.order import Order
from nndesigner.training.precision import Precision


class NoTrainedWeights(UserError):
    """A training is to begin with trained weights, but there are none."""


@dataclass(frozen=True)
class Beginning:
    """The network on its device; `inheritance` says what it took over from trained weights, if it took any."""

    report: Report
    network: Network
    device: Device
    inheritance: Inheritance | None = None


def begin(order: Order) -> Beginning:
    """What the training that is ordered begins with. Raises UserError when something of it does not allow it."""
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
    return Beginning(report, network.to(chosen.name), chosen, inheritance)


def require_memory(design: Design, report: Report, device: Device, samples: int) -> None:
    """Raise NotEnoughMemory when batches of `samples` as the design wants them do not fit."""
    training = design.training
    batch = samples if training.settings.full_batch else min(training.batch_size, samples)
    values = batch * sum(shape.count for shape in report.shapes.values())
    needed = memory.needed(report.parameters, optimizers_of(design), values)
    fix = f"Make the batch size (now {training.batch_size}) or the largest layers smaller."
    memory.require(needed, free_memory(device), f"This network with batches of {batch}", fix)
