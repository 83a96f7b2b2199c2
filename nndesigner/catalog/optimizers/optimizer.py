"""What every optimizer promises."""

from pydantic import Field

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry


class Optimizer(Entry, family="optimizer"):
    """The rule that changes the weights after each batch."""

    learning_rate: float = Field(0.01, gt=0, le=100, description="How far the weights move along the gradient.")

    def torch_call(self) -> Function:
        """What makes the optimizer, with PARAMETERS for the weights."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")
