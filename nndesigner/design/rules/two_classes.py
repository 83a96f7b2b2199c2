"""Two classes can be learned by one unit or by a unit for each: what is offered where the number does not fit."""

from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import ChooseLoss, ChooseLossAndSet, Fix, SetParameter
from nndesigner.catalog.shapes import Shape
from nndesigner.design.ends import final_activation
from nndesigner.design.goals import Goal
from nndesigner.design.model import Node


def both_ways(plain: SetParameter, goal: Goal, last: Node, given: Shape) -> tuple[Fix, ...]:
    """`plain`, which gives `last` the units that the loss asks for, and another loss with the other number of units.

    Who has one sigmoid unit already most likely wants to keep it, so that the other loss comes first then.
    """
    kind = "binary_cross_entropy" if plain.value == 2 else "cross_entropy"
    if "activation" not in type(last.layer).model_fields or kind == goal.loss.kind:
        return (plain,)
    loss, units = Loss.of_kind(kind), 3 - plain.value
    title, name = loss.title(), plain.name if units > 1 else plain.name.removesuffix("s")
    label = f"Use {title[:1].lower()}{title[1:]} with {units} {name}"
    chosen = ChooseLoss(kind, label, goal.output if goal.has_own_loss else "")
    other = ChooseLossAndSet(chosen, {plain.name: units, "activation": loss.fuses[0]}, label)
    is_there = given.count == units == 1 and final_activation(last) == loss.fuses[0]
    return (other, plain) if is_there else (plain, other)
