"""Dropout: units silenced at random while training."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sliding import channels_first, require_slidable
from nndesigner.catalog.shapes import Shape


class Dropping(Layer):
    """A layer that changes the part `rate` of its values at random while training."""

    while_learning: ClassVar[frozenset[str]] = frozenset({"rate"})

    rate: float = Field(0.5, ge=0, lt=1, description="The part p of the values that is silenced.")


class Dropout(Dropping, kind="dropout", title="Dropout", group="Regularization"):
    """Silences a random part of the values at every training step, so that no unit can rely on another.

    What is kept is scaled by 1/(1−p), so the expected sum stays the same. Outside training it does nothing.
    Every mask is another thinned network: n units have 2 to the power n of them.
    """

    silences: ClassVar[bool] = True
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

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Dropout")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.Dropout", p=self.rate),)

    def key_parameters(self) -> str:
        return f"p = {self.rate:g}"


class SpatialDropout(Dropping, kind="spatial_dropout", title="Spatial dropout", group="Regularization"):
    """Silences whole channels of an image, or whole features of a sequence, at every training step.

    Neighbouring pixels resemble each other, so a single silenced one is easily guessed from those around it; a whole
    channel is not. What is kept is scaled by 1/(1−p). Outside training it does nothing.
    """

    silences: ClassVar[bool] = True
    icon: ClassVar[str] = (
        '<rect x="4" y="4" width="10" height="10" rx="1.8"/>'
        '<path d="M10 17H15.2A1.8 1.8 0 0 0 17 15.2V10" opacity=".35"/>'
        '<path d="M13 20H18.2A1.8 1.8 0 0 0 20 18.2V13"/><path d="M7 9H11"/>'
    )
    formula: ClassVar[str] = r"y_{c,i,j} = \frac{m_c x_{c,i,j}}{1 - p}, \quad P(m_c = 0) = p"
    when_to_use: ClassVar[str] = "After convolutions, when training accuracy runs ahead of validation accuracy."
    when_not: ClassVar[str] = "With few channels, each of which the network needs."

    rate: float = Field(0.2, ge=0, lt=1, description="The part p of the channels that is silenced.")

    def output_shape(self, *shapes: Shape) -> Shape:
        require_slidable(shapes[0], by="Spatial dropout")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        values = self.output_shape(*shapes)
        target = "nn.Dropout2d" if "C" in values.axes else "nn.Dropout1d"
        return channels_first(values, Module(target, p=self.rate))

    def key_parameters(self) -> str:
        return f"p = {self.rate:g}"


class AlphaDropout(Dropping, kind="alpha_dropout", title="Alpha dropout", group="Regularization"):
    """Sets random values to the lowest level of SELU, keeping mean 0 and variance 1.

    Silenced values become −1.758, where SELU saturates, instead of 0. Then everything is scaled and shifted by a and b,
    which follow from p, so that values of mean 0 and variance 1 stay so. Outside training it does nothing.
    """

    icon: ClassVar[str] = (
        '<path d="M19 6.5C16 12 13.5 17.5 9.3 17.5 6.5 17.5 4.8 15.2 4.8 12S6.5 6.5 9.3 6.5C13.5 6.5 15 14 19 17.5"/>'
    )
    formula: ClassVar[str] = r"y_i = a ( m_i x_i + (1 - m_i) \alpha ) + b, \quad \alpha \approx -1.758"
    when_to_use: ClassVar[str] = "After layers with SELU, in networks that normalize themselves."
    when_not: ClassVar[str] = "After other activations: use Dropout."

    rate: float = Field(0.1, ge=0, lt=1, description="The part p of the values that is silenced.")

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Alpha dropout")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.AlphaDropout", p=self.rate),)

    def key_parameters(self) -> str:
        return f"p = {self.rate:g}"
