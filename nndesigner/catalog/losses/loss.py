"""What every loss promises."""

from typing import ClassVar

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.targets import TargetKind


class Loss(Entry, family="loss"):
    """The mean over a batch of how wrong each prediction is."""

    fuses: ClassVar[tuple[str, ...]] = ()
    """The activations that the loss computes itself: an output with one of them trains from the values before it."""
    accepts: ClassVar[tuple[TargetKind, ...]] = ()
    """The targets it can compare with. A loss for "classes" alone gets their numbers, (batch,), and outputs of shape
    (batch, classes); every other loss gets classes as one-hot rows. A loss that accepts labels can also learn two
    classes from one number, which should be high for one of them and low for the other."""
    low: ClassVar[float] = float("-inf")
    high: ClassVar[float] = float("inf")
    """The smallest and greatest value of a target; one-hot rows and labels are written with these two numbers."""
    compares_outputs: ClassVar[bool] = False
    """Whether it looks at how the outputs of a sample differ, so that a single one would teach nothing."""
    has_minimum: ClassVar[bool] = True
    """Whether it cannot become ever smaller."""
    answers: ClassVar[str] = ""
    """The range of outputs it needs, in interval notation; empty when any number will do or an activation is fused."""

    def torch_call(self) -> Function:
        """The function of INPUT, the network's output (batch, ...), and TARGET that gives the loss, one number.

        CLASS_WEIGHTS stands for one weight a class, or one a sample where one unit learns two classes, ANSWER for the
        output after the activation that is fused.
        """
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")
