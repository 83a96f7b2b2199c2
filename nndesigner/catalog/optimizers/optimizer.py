"""What every optimizer promises."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry


class Optimizer(Entry, family="optimizer"):
    """The rule that changes the weights after each batch."""

    needs_closure: ClassVar[bool] = False
    """Whether a step is given a function that computes loss and gradients anew, as often as it asks for them."""
    lines_weights_up: ClassVar[bool] = False
    """Whether torch takes each array as one row of numbers, so that its axes must lie in memory in their own order."""

    carries: ClassVar[str] = ""
    """The parameter that says how much of the moves before is carried on; empty without one."""

    learning_rate: float = Field(0.01, gt=0, le=100, description="How far the weights move along the gradient.")

    def torch_call(self) -> Function:
        """What makes the optimizer, with PARAMETERS for the weights."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


def unless_zero(**keywords: float) -> dict[str, Any]:
    """The keywords whose value is not 0, which is what torch takes without them."""
    return {name: value for name, value in keywords.items() if value}
