"""What has to hold between the optimizers, the losses and what else changes gradients."""

from collections.abc import Iterator

from nndesigner.catalog.limits import NoClipping
from nndesigner.design.goals import goals, own_optimizer
from nndesigner.design.learners import counted_outputs
from nndesigner.design.model import Design
from nndesigner.design.report import Problem


def problems_of_optimizers(design: Design) -> Iterator[Problem]:
    """An optimizer that evaluates the cost again and again looks for its minimum along the curvature it estimates."""
    losses = {goal.output: goal.loss for goal in goals(design)}
    for turn in design.training.every_turn:
        where = f" of {turn.name}" if turn.name else ""
        for output in counted_outputs(design, turn):
            optimizer = own_optimizer(design, output) or turn.optimizer
            if not optimizer.needs_closure:
                continue
            if not isinstance(turn.clipping, NoClipping):
                yield Problem(
                    f"{optimizer.title()} estimates the curvature from gradients, but these are clipped, which can "
                    f"make it diverge. Set gradient clipping{where} to none, or choose another optimizer.",
                    output,
                    severity="warning",
                )
            if output in losses and not losses[output].has_minimum:
                yield Problem(
                    f"{optimizer.title()} goes to the minimum of the loss, but the {losses[output].title()} has none: "
                    "it diverges. Choose another optimizer, or another loss.",
                    output,
                    severity="warning",
                )
