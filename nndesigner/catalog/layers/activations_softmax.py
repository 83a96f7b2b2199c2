"""Activations that look at all values side by side: softmax and its logarithm."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.activation import Activation, feature_axis
from nndesigner.catalog.shapes import Shape


class Softmax(Activation, kind="softmax", title="Softmax"):
    """Turns the values side by side into probabilities that add up to 1."""

    icon: ClassVar[str] = '<path d="M6 19V14.5M12 19V5M18 19V11.5" stroke-width="3"/>'
    formula: ClassVar[str] = (
        r"f(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, "
        r"\quad \frac{\partial f_i}{\partial x_k} = f_i ( \delta_{i,k} - f_k )"
    )
    squashes: ClassVar[bool] = True
    is_sideways: ClassVar[bool] = True
    range: ClassVar[str] = "(0, 1)"
    when_to_use: ClassVar[str] = "At the output, to choose one of several classes, together with cross-entropy."
    when_not: ClassVar[str] = "Between layers, or when several classes can be right at once: use sigmoid there."

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("F.softmax", INPUT, dim=feature_axis(self.output_shape(*shapes)), is_activation=True),)


class LogSoftmax(Activation, kind="log_softmax", title="Log-softmax"):
    """Gives the logarithms of the probabilities that softmax would give.

    It is computed in one piece: probabilities too small for a computer number still have a logarithm.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 5.5H19.5" opacity=".45"/><path d="M6.5 5.5V13M12 5.5V8M17.5 5.5V18.5" stroke-width="3"/>'
    )
    formula: ClassVar[str] = (
        r"f(x)_i = x_i - \ln \sum_j e^{x_j}, "
        r"\quad \frac{\partial f_i}{\partial x_k} = \delta_{i,k} - e^{f_k}"
    )
    squashes: ClassVar[bool] = True
    is_sideways: ClassVar[bool] = True
    range: ClassVar[str] = "(−∞, 0]"
    when_to_use: ClassVar[str] = (
        "At the output, when the loss works on logarithms of probabilities, as KL divergence does."
    )
    when_not: ClassVar[str] = "When probabilities are to be read off the output: use softmax."

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("F.log_softmax", INPUT, dim=feature_axis(self.output_shape(*shapes)), is_activation=True),)
