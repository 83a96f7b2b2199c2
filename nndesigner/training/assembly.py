"""Puts together everything that a training works with, from the options of a design."""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.calls import CLASS_WEIGHTS, GENERATOR, INPUT
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes
from nndesigner.data.batches import Batch
from nndesigner.design.goals import Goal, goals
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.network.draws import Draws
from nndesigner.network.network import Network
from nndesigner.network.performing import perform, placeholders
from nndesigner.training.feeding import Feed
from nndesigner.training.instruments.instrument import Cadence, Subject, instruments
from nndesigner.training.loop import Training
from nndesigner.training.material import Material
from nndesigner.training.measuring import Measured, measure
from nndesigner.training.objective import Aim, Objective
from nndesigner.training.optimizing import make_optimizers, parameters_by_optimizer
from nndesigner.training.pace import Pace, Patience
from nndesigner.training.precision import Precision
from nndesigner.training.step import Augment, Stepping
from nndesigner.training.tally import Tally
from nndesigner.training.turn import Turn, change_of


def assemble(
    design: Design,
    report: Report,
    network: Network,
    material: Material,
    precision: Precision,
    tally: Tally,
    cadence: Cadence,
) -> Training:
    """The training of `network`, which `design` describes and `report` found no errors in, on what `material` holds.

    Raises UnusableSamples.
    """
    options = design.training
    device = material.inputs.device.type if material.inputs.device.type == "cpu" else str(material.inputs.device)
    chosen = parameters_by_optimizer(design, network)
    optimizers, closing = make_optimizers(chosen)
    aims = [_aim(goal, material, device, precision) for goal in goals(design)]
    objective = Objective(aims, options.regularizer, [each for _, learned in chosen for each in learned])
    feed = Feed(design)
    batches = material.batches(joins_single=_needs_two_samples(network, report))
    draws = Draws(options.seed, "augmentation", network.clock)
    turn = Turn(
        network=network,
        feed=feed,
        precision=precision,
        objective=objective,
        optimizers=optimizers,
        closing=closing,
        pace=Pace(options.schedule, optimizers, options.epochs, len(batches)),
        clip=change_of(options.clipping.torch_call()),
        limit=change_of(options.constraint.torch_call()),
        choices=[choice for choice, _ in chosen],
    )
    stepping = Stepping(
        network=network,
        turns=[turn],
        instruments=instruments(Subject(network, [aim.goal for aim in aims], cadence)),
        tally=tally,
        augment=augmenting(design.data.augmentation, design.data.sample_shape(), draws),
    )
    return Training(
        design=design,
        preparation=material.preparation,
        network=network,
        feed=feed,
        stepping=stepping,
        batches=batches,
        validation=material.validation,
        measure=_measuring(network, feed, objective, precision, device),
        patience=Patience(options.early_stopping),
        precision=precision,
        epochs=options.epochs,
    )


def augmenting(augmentation: Sequence[Augmentation], sample: Shape, draws: Draws) -> Augment | None:
    """What changes batches of samples of this shape, one augmentation after the other. Raises ShapeProblem.

    It draws what the step of `draws` says: the same at every call within a step.
    """
    calls = [each.torch_call(sample) for each in augmentation]
    if not calls:
        return None

    @torch.no_grad()
    def augment(samples: Tensor) -> Tensor:
        generator = draws.generator(samples.device)
        for call in calls:
            samples = perform(call, {INPUT: samples, GENERATOR: generator})
        return samples

    return augment


def _measuring(
    network: Network, feed: Feed, objective: Objective, precision: Precision, device: str
) -> Callable[[Iterable[Batch]], Measured]:
    def measured(batches: Iterable[Batch]) -> Measured:
        with precision.computing():
            return measure(network, feed, objective, batches, device)

    return measured


def _aim(goal: Goal, material: Material, device: str, precision: Precision) -> Aim:
    has_weights = CLASS_WEIGHTS in placeholders(goal.loss.torch_call())
    if has_weights and isinstance(goal.target, Classes) and not goal.is_one_hot:
        return Aim(goal, device, precision.numbers, material.class_weights(len(goal.target.names)))
    return Aim(goal, device, precision.numbers)


def _needs_two_samples(network: Network, report: Report) -> bool:
    """Whether a layer normalizes over the batch alone, so that one sample would leave it nothing to compare."""
    return any(
        isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) and report.shapes[node].count == module.num_features
        for node, module in network.modules_of_nodes()
    )
