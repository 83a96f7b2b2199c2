"""What has to hold between the optimizers and what else changes gradients."""

from collections.abc import Iterator

from nndesigner.catalog.limits import NoClipping
from nndesigner.design.goals import own_optimizer
from nndesigner.design.learners import counted_outputs
from nndesigner.design.model import Design
from nndesigner.design.report import Problem


def problems_of_optimizers(design: Design) -> Iterator[Problem]:
    """An optimizer that evaluates the cost again and again takes the differences of gradients for its curvature."""
    for turn in design.training.every_turn:
        if isinstance(turn.clipping, NoClipping):
            continue
        where = f" of {turn.name}" if turn.name else ""
        for output in counted_outputs(design, turn):
            optimizer = own_optimizer(design, output) or turn.optimizer
            if optimizer.needs_closure:
                yield Problem(
                    f"{optimizer.title()} estimates the curvature from gradients, but these are clipped, which can "
                    f"make it diverge. Set gradient clipping{where} to none, or choose another optimizer.",
                    output,
                    severity="warning",
                )
