"""Puts together everything that a training works with, from the options of a design."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.calls import CLASS_WEIGHTS, GENERATOR, INPUT
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes
from nndesigner.data.batches import Batch
from nndesigner.design.goals import Goal, goals
from nndesigner.design.learners import counted_outputs, learners
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.design.turns import Turn as Asked
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
    aims = [_aim(goal, material, device, precision) for goal in goals(design)]
    feed = Feed(design)
    batches = material.batches(joins_single=_needs_two_samples(network, report))
    draws = Draws(options.seed, "augmentation", network.clock)
    turns = _Turns(design, network, feed, precision, aims, len(batches)).made()
    stepping = Stepping(
        network=network,
        turns=turns,
        instruments=instruments(Subject(network, [aim.goal for aim in aims], cadence, feed)),
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
        measure=_measuring(stepping, feed, precision, device),
        patience=Patience(options.early_stopping),
        precision=precision,
        epochs=options.epochs,
    )


@dataclass(frozen=True)
class _Turns:
    """What all turns of a training are made of."""

    design: Design
    network: Network
    feed: Feed
    precision: Precision
    aims: Sequence[Aim]
    batches: int
    """How many there are in an epoch."""

    def made(self) -> list[Turn]:
        """The turns that the design asks for, or the one in which everything learns."""
        return [self._turn(turn) for turn in self.design.training.every_turn]

    def _turn(self, wanted: Asked) -> Turn:
        options = self.design.training
        chosen = parameters_by_optimizer(self.design, self.network, wanted)
        optimizers, closing = make_optimizers(chosen)
        learned = [each for _, parameters in chosen for each in parameters]
        steps = -(-self.batches // options.batches_per_step)
        return Turn(
            network=self.network,
            feed=self.feed,
            precision=self.precision,
            objective=Objective(self.aims, options.regularizer, learned, self._counted(wanted), wanted.deceives),
            optimizers=optimizers,
            closing=closing,
            pace=Pace(wanted.schedule, optimizers, options.epochs, steps),
            clip=change_of(wanted.clipping.torch_call()),
            limit=change_of(wanted.constraint.torch_call()),
            choices=[choice for choice, _ in chosen],
            name=wanted.name,
            every=wanted.pattern.every,
            batches=wanted.pattern.batches,
            resting=self._others(learned) if options.turns else (),
            deceives=wanted.deceives,
            nodes=learners(self.design, wanted) if options.turns else None,
        )

    def _counted(self, wanted: Asked) -> set[int]:
        outputs = counted_outputs(self.design, wanted)
        return {number for number, aim in enumerate(self.aims) if aim.goal.output in outputs}

    def _others(self, learned: Sequence[nn.Parameter]) -> list[nn.Parameter]:
        """Everything that learns except these."""
        own = {id(parameter) for parameter in learned}
        every = (each for parameters in self.network.weights_of_nodes().values() for each in parameters)
        return [parameter for parameter in every if id(parameter) not in own]


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
    stepping: Stepping, feed: Feed, precision: Precision, device: str
) -> Callable[[Iterable[Batch]], Measured]:
    """Measures what the turn that leads makes small and, of several turns, what each of them does."""
    turns = {turn.name: turn.objective for turn in stepping.turns} if len(stepping.turns) > 1 else {}

    def measured(batches: Iterable[Batch]) -> Measured:
        with precision.computing():
            return measure(stepping.network, feed, stepping.leading.objective, batches, device, turns)

    return measured


def _aim(goal: Goal, material: Material, device: str, precision: Precision) -> Aim:
    has_weights = CLASS_WEIGHTS in placeholders(goal.loss.torch_call())
    if has_weights and isinstance(goal.target, Classes) and not goal.is_one_hot and not goal.tells_apart:
        return Aim(goal, device, precision.numbers, material.class_weights(len(goal.target.names)))
    return Aim(goal, device, precision.numbers)


def _needs_two_samples(network: Network, report: Report) -> bool:
    """Whether a layer normalizes over the batch alone, so that one sample would leave it nothing to compare."""
    return any(
        isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) and report.shapes[node].count == module.num_features
        for node, module in network.modules_of_nodes()
    )
