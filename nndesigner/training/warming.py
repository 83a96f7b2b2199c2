"""Has everything imported and set up that the first training would otherwise wait for."""

from contextlib import closing, suppress

from nndesigner.catalog.problems import UserError
from nndesigner.project.examples import open_example
from nndesigner.training.events import StepDone
from nndesigner.training.order import Order
from nndesigner.training.run import prepare

EXAMPLE = "xor-mlp"


def warm_up(device: str = "auto") -> None:
    """Do one step of a tiny training on `device`: torch imports much with its first network and its first step."""
    with suppress(UserError), closing(prepare(Order(open_example(EXAMPLE).design, device)).events()) as events:
        next(event for event in events if isinstance(event, StepDone))
