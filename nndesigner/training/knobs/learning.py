"""How the weights learn: learning rates, momentum, clipping."""

from collections.abc import Callable
from dataclasses import replace

from nndesigner.catalog.limits import Clipping
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.design.goals import own_optimizer
from nndesigner.design.model import Design
from nndesigner.training.commands import Value
from nndesigner.training.knobs.knob import ChangeRefused, Knob, Knobs, Parts, number


class LearningRateFactor(Knob):
    """What all learning rates, with what schedules make of them, are multiplied by."""

    name = "learning_rate_factor"

    def read(self, knobs: Knobs) -> Value:
        return knobs.learning_rate_factor

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        factor = number(value, "The learning rate factor")
        if not factor > 0:
            raise ChangeRefused(f"The learning rate factor should be greater than 0, but is {factor:g}.")
        rates = iter([each.learning_rate for each in optimizers_in(knobs.ordered)])
        design = _with_optimizers(knobs.design, lambda each: each.changed(learning_rate=next(rates) * factor))
        return replace(knobs, design=design, learning_rate_factor=factor)

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.multiply_rates(knobs.learning_rate_factor)

    def words(self, before: Knobs, after: Knobs) -> str:
        return f"Learning rate × {after.learning_rate_factor / before.learning_rate_factor:.4g}"


class Momentum(Knob):
    """How much of the moves before is carried on: the momentum of SGD and RMSProp, β₁ of Adam and its kin."""

    name = "momentum"

    def read(self, knobs: Knobs) -> Value:
        for optimizer in optimizers_in(knobs.design):
            if optimizer.carries:
                return float(getattr(optimizer, optimizer.carries))
        titles = " and ".join(dict.fromkeys(each.title() for each in optimizers_in(knobs.design)))
        raise ChangeRefused(f"{titles} has no momentum that could be changed. SGD, RMSProp and Adam have one.")

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        self.read(knobs)
        carried = {getattr(each, each.carries) for each in optimizers_in(knobs.design) if each.carries}
        if len(carried) > 1:
            raise ChangeRefused("Several optimizers learn, each with a momentum of its own that one would replace.")
        momentum = number(value, "The momentum")

        def carrying(optimizer: Optimizer) -> Optimizer:
            return optimizer.changed(**{optimizer.carries: momentum}) if optimizer.carries else optimizer

        return replace(knobs, design=_with_optimizers(knobs.design, carrying))

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.carry(float(self.read(knobs)))  # type: ignore[arg-type]  # it is a number

    def words(self, before: Knobs, after: Knobs) -> str:
        return f"Momentum {self.read(before):g} → {self.read(after):g}"


class GradientClipping(Knob):
    """How gradients are clipped: its kind with its numbers."""

    name = "clipping"

    def read(self, knobs: Knobs) -> Value:
        return self._clipping(knobs).to_plain()

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        if len({turn.clipping for turn in knobs.design.training.every_turn}) > 1:
            raise ChangeRefused("Several turns learn, each with a clipping of its own that one would replace.")
        clipping = Clipping.from_plain(value)
        turns = tuple(replace(turn, clipping=clipping) for turn in knobs.design.training.turns)
        return knobs.set_to(turns=turns, **{} if turns else {"clipping": clipping})

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.clip(self._clipping(knobs))

    def words(self, before: Knobs, after: Knobs) -> str:
        return " → ".join(["Clipping " + self._in_words(before), self._in_words(after)])

    def _clipping(self, knobs: Knobs) -> Clipping:
        return knobs.design.training.every_turn[0].clipping

    def _in_words(self, knobs: Knobs) -> str:
        clipping = self._clipping(knobs)
        return " ".join([clipping.title().lower(), *(f"{value:g}" for value in clipping.values().values())])


def optimizers_in(design: Design) -> list[Optimizer]:
    """All optimizers of a design, in an order of its own."""
    found: list[Optimizer] = []

    def note(optimizer: Optimizer) -> Optimizer:
        found.append(optimizer)
        return optimizer

    _with_optimizers(design, note)
    return found


def _with_optimizers(design: Design, change: Callable[[Optimizer], Optimizer]) -> Design:
    """The design with every optimizer changed: those of its turns, and those that outputs have of their own."""
    options = design.training
    turns = tuple(replace(turn, optimizer=change(turn.optimizer)) for turn in options.turns)
    training = replace(options, turns=turns, optimizer=options.optimizer if turns else change(options.optimizer))
    nodes = dict(design.nodes)
    for node in design.of_kind("output"):
        if own := own_optimizer(design, node.id):
            nodes[node.id] = replace(node, layer=node.layer.changed(optimizer=change(own).to_plain()))
    return design.changed(training=training, nodes=nodes)
