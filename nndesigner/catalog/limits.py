"""Limits: what keeps weights and gradients from growing without bound."""

from typing import ClassVar

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry


class Constraint(Entry, family="constraint"):
    """A limit that the weights are brought back to after every step."""

    def torch_call(self) -> Function | None:
        """What is done in place to PARAMETERS, the weights with two or more axes; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoConstraint(Constraint, kind="none", title="None"):
    """Lets the weights grow as they like."""

    formula: ClassVar[str] = r"w \in R"
    when_to_use: ClassVar[str] = "Usually."
    when_not: ClassVar[str] = "With large learning rates and dropout, where weights can run away."

    def torch_call(self) -> Function | None:
        return None


class Clipping(Entry, family="clipping"):
    """A limit for the gradients of a step, before the optimizer uses them."""

    def torch_call(self) -> Function | None:
        """What is done in place to the gradients of PARAMETERS, all that learn; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoClipping(Clipping, kind="none", title="None"):
    """Takes the gradients as they come."""

    formula: ClassVar[str] = r"g \leftarrow g"
    when_to_use: ClassVar[str] = "Usually."
    when_not: ClassVar[str] = "In recurrent networks, whose gradients can explode."

    def torch_call(self) -> Function | None:
        return None
