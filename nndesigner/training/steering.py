"""Sets the parts of a training anew while it goes."""

from collections.abc import Mapping

from nndesigner.catalog.limits import Clipping
from nndesigner.design.model import NodeId
from nndesigner.design.options import EarlyStopping
from nndesigner.training.knobs.knob import ChangeRefused
from nndesigner.training.loop import Training
from nndesigner.training.optimizing import forget_curvature, keep_carrying, set_numbers
from nndesigner.training.turn import change_of


class Steering:
    """The parts of `training`, as `knob.Parts` wants them."""

    def __init__(self, training: Training) -> None:
        self._training = training
        self._turns = training.stepping.turns

    def multiply_rates(self, factor: float) -> None:
        for turn in self._turns:
            turn.pace.multiply(factor)

    def carry(self, momentum: float) -> None:
        for turn in self._turns:
            for number, optimizer in enumerate(turn.optimizers):
                choice = turn.choices[number]
                if choice.carries:
                    turn.choices[number] = choice.changed(**{choice.carries: momentum})
                    set_numbers(optimizer, turn.choices[number])

    def silence(self, rates: Mapping[NodeId, float]) -> None:
        layers = self._training.network.dropping()
        for node, rate in rates.items():
            if node in layers:  # one that leads to no output is not there
                layers[node].set_rate(rate)

    def clip(self, clipping: Clipping) -> None:
        for turn in self._turns:
            turn.clip = change_of(clipping.torch_call())

    def resize(self, size: int) -> None:
        batches = self._training.batches.resized(size)
        if batches.has_single:
            raise ChangeRefused("Batch normalization cannot learn from one sample: a batch needs two or more.")
        self._training.batches = batches
        self._plan_paces()

    def plan(self, epochs: int) -> None:
        self._training.epochs = epochs
        self._plan_paces()

    def stop_early(self, stopping: EarlyStopping) -> None:
        self._training.patience.follow(stopping)

    def freeze(self, node: NodeId, is_frozen: bool) -> None:
        self._training.network.freeze(node, is_frozen)
        for turn in self._turns:
            for optimizer in turn.optimizers:
                keep_carrying(optimizer)
                forget_curvature(optimizer)

    def _plan_paces(self) -> None:
        for turn in self._turns:
            turn.pace.plan(self._training.epochs, self._training.steps_per_epoch)
