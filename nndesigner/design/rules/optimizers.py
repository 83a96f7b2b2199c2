"""What has to hold between the optimizers and what else changes gradients."""

from collections.abc import Iterator

from nndesigner.catalog.limits import NoClipping
from nndesigner.design.goals import optimizer_of
from nndesigner.design.model import Design
from nndesigner.design.report import Problem


def problems_of_optimizers(design: Design) -> Iterator[Problem]:
    """An optimizer that evaluates the cost again and again takes the differences of gradients for its curvature."""
    if isinstance(design.training.clipping, NoClipping):
        return
    for node in design.of_kind("output"):
        optimizer = optimizer_of(design, node.id)
        if optimizer.needs_closure:
            yield Problem(
                f"{optimizer.title()} estimates the curvature from gradients, but these are clipped, which can make it "
                "diverge. Set gradient clipping to none, or choose another optimizer.",
                node.id,
                severity="warning",
            )
