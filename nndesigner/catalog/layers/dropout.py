"""Dropout: units silenced at random while training."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape


class Dropout(Layer, kind="dropout", title="Dropout", group="Regularization"):
    """Silences a random part of the values at every training step, so that no unit can rely on another.

    What is kept is scaled by 1/(1−p), so the expected sum stays the same. Outside training it does nothing.
    Every mask is another thinned network: n units have 2 to the power n of them.
    """

    icon: ClassVar[str] = (
        '<g fill="#fff" stroke="none"><circle cx="6" cy="6" r="1.9"/>'
        '<circle cx="12" cy="6" r="1.9" opacity=".35"/><circle cx="18" cy="6" r="1.9"/>'
        '<circle cx="6" cy="12" r="1.9"/><circle cx="12" cy="12" r="1.9"/>'
        '<circle cx="18" cy="12" r="1.9" opacity=".35"/><circle cx="6" cy="18" r="1.9" opacity=".35"/>'
        '<circle cx="12" cy="18" r="1.9" opacity=".35"/><circle cx="18" cy="18" r="1.9"/></g>'
    )
    formula: ClassVar[str] = r"y_i = \frac{m_i x_i}{1 - p}, \quad P(m_i = 0) = p"
    when_to_use: ClassVar[str] = "When training accuracy runs ahead of validation accuracy, mostly after dense layers."
    when_not: ClassVar[str] = "Right before the output, or when the network does not even fit its training data."

    rate: float = Field(0.5, ge=0, lt=1, description="The part p of the values that is silenced.")

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Module("nn.Dropout", p=self.rate),)

    def key_parameters(self) -> str:
        return f"p = {self.rate:g}"
