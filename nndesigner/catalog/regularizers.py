"""Regularizers: what is added to the loss to keep the weights small."""

from typing import ClassVar

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry


class Regularizer(Entry, family="regularizer"):
    """What is added to the loss for the size of the weights; biases and normalization are left out."""

    def torch_call(self) -> Function | None:
        """The function of PARAMETERS, the weights with two or more axes, that gives one number; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoRegularizer(Regularizer, kind="none", title="None"):
    """Adds nothing to the loss."""

    formula: ClassVar[str] = r"J = L"
    when_to_use: ClassVar[str] = "At first: regularize when training runs ahead of validation."
    when_not: ClassVar[str] = "When the network learns its training samples by heart."

    def torch_call(self) -> Function | None:
        return None
