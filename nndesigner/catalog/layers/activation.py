"""Activations: functions applied to every value, as layers of their own and as the last step of other layers."""

import math
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.entry import OneOf, entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape

ACTIVATIONS: dict[str, type["Activation"]] = {}


class Activation(Layer, group="Activation"):
    """A function of each value alone, or, as softmax, of the values side by side."""

    range: ClassVar[str] = ""
    """The values it can give, in interval notation."""

    @classmethod
    def __pydantic_init_subclass__(cls, *, kind: str = "", **more: Any) -> None:
        super().__pydantic_init_subclass__(kind=kind, **more)
        if kind:
            ACTIVATIONS[kind] = cls

    def value(self, x: float) -> float:
        """The function itself, for one number."""
        raise TypeError(f"{type(self).__name__} is not a function of one number.")

    def derivative(self, x: float) -> float:
        """The derivative that torch uses, for one number."""
        raise TypeError(f"{type(self).__name__} is not a function of one number.")


def feature_axis(shape: Shape) -> int:
    """The position of the channels or features in a batch: 1 for images, the last for everything else."""
    return shape.axes.index("C") + 1 if "C" in shape.axes else len(shape)


def _known(name: str) -> str:
    if name not in ACTIVATIONS:
        raise ValueError(f"must be one of {', '.join(ACTIVATIONS)}")
    return name


ActivationName = Annotated[
    str, OneOf(lambda: {kind: entry.title() for kind, entry in ACTIVATIONS.items()}), AfterValidator(_known)
]


def activation_calls(name: str, shape: Shape) -> Calls:
    """The calls of the activation called `name`, with its usual parameters, on a value of `shape`."""
    entry = entries("layer")[name]
    activation = entry()
    return activation.torch_calls(shape) if isinstance(activation, Activation) else ()


class Linear(Activation, kind="linear", title="Linear"):
    """Passes every value on, multiplied by a constant slope.

    With slope 1 it changes nothing: use it at the output of a regression.
    """

    icon: ClassVar[str] = '<path d="M4.5 12H19.5M12 4.5V19.5" opacity=".45"/><path d="M5.5 18.5 18.5 5.5"/>'
    formula: ClassVar[str] = r"f(x) = a x, \quad f'(x) = a"
    range: ClassVar[str] = "(−∞, ∞)"
    when_to_use: ClassVar[str] = "At the output when the network predicts numbers of any size."
    when_not: ClassVar[str] = "Between layers: several linear layers in a row can do no more than one."

    slope: float = Field(1.0, ge=-100, le=100, description="The constant a that every value is multiplied by.")

    def value(self, x: float) -> float:
        return self.slope * x

    def derivative(self, x: float) -> float:
        return self.slope

    def torch_calls(self, *shapes: Shape) -> Calls:
        if self.slope == 1.0:
            return ()
        return (Function("torch.mul", INPUT, self.slope, is_activation=True),)

    def key_parameters(self) -> str:
        return f"slope {self.slope:g}"


class ReLU(Activation, kind="relu", title="ReLU"):
    """Passes positive values on and turns negative ones into zero."""

    icon: ClassVar[str] = '<path d="M12 4.5V19.5" opacity=".45"/><path d="M4.5 16.5H12L19 6"/>'
    formula: ClassVar[str] = r"f(x) = \max(0, x), \quad f'(x) = 1 \; \mathrm{if} \; x > 0 \; \mathrm{else} \; 0"
    range: ClassVar[str] = "[0, ∞)"
    when_to_use: ClassVar[str] = (
        "The usual choice after dense and convolution layers: fast, and gradients keep their size."
    )
    when_not: ClassVar[str] = "At the output. Units that are never positive stop learning (dying ReLU): try leaky ReLU."

    def value(self, x: float) -> float:
        return max(0.0, x)

    def derivative(self, x: float) -> float:
        return 1.0 if x > 0 else 0.0

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("F.relu", INPUT, is_activation=True),)


class LeakyReLU(Activation, kind="leaky_relu", title="Leaky ReLU"):
    """Passes positive values on and shrinks negative ones instead of cutting them off."""

    icon: ClassVar[str] = '<path d="M12 4.5V19.5" opacity=".45"/><path d="M4.5 17.6 12 14.2 18.5 5"/>'
    formula: ClassVar[str] = r"f(x) = x \; \mathrm{if} \; x > 0 \; \mathrm{else} \; a x"
    range: ClassVar[str] = "(−∞, ∞)"
    when_to_use: ClassVar[str] = "When many ReLU units are dead: a small slope keeps their gradient alive."
    when_not: ClassVar[str] = "At the output."

    slope: float = Field(0.01, ge=0, le=1, description="The factor a for negative values, usually 0.01 to 0.1.")

    def value(self, x: float) -> float:
        return x if x > 0 else self.slope * x

    def derivative(self, x: float) -> float:
        return 1.0 if x > 0 else self.slope

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("F.leaky_relu", INPUT, negative_slope=self.slope, is_activation=True),)

    def key_parameters(self) -> str:
        return f"slope {self.slope:g}"


class Sigmoid(Activation, kind="sigmoid", title="Sigmoid"):
    """Squeezes every value between 0 and 1."""

    icon: ClassVar[str] = '<path d="M4.5 18.5H19.5" opacity=".45"/><path d="M4.5 16.5C12.5 16.5 11.5 6 19.5 6"/>'
    formula: ClassVar[str] = r"f(x) = \frac{1}{1 + e^{-x}}, \quad f'(x) = f(x) (1 - f(x))"
    range: ClassVar[str] = "(0, 1)"
    when_to_use: ClassVar[str] = "At the output for yes-or-no answers: it reads as a probability."
    when_not: ClassVar[str] = "Between many layers: its slope is at most 0.25, so gradients vanish."

    def value(self, x: float) -> float:
        return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))

    def derivative(self, x: float) -> float:
        return self.value(x) * (1 - self.value(x))

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("torch.sigmoid", INPUT, is_activation=True),)


class Tanh(Activation, kind="tanh", title="Tanh"):
    """Squeezes every value between −1 and 1, keeping zero at zero."""

    icon: ClassVar[str] = '<path d="M4.5 12H19.5" opacity=".45"/><path d="M4.5 18.5C14 18.5 10 5.5 19.5 5.5"/>'
    formula: ClassVar[str] = r"f(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}, \quad f'(x) = 1 - f(x)^2"
    range: ClassVar[str] = "(−1, 1)"
    when_to_use: ClassVar[str] = "In small networks and recurrent layers: its output is centred on zero."
    when_not: ClassVar[str] = "Between many layers: far from zero its slope vanishes."

    def value(self, x: float) -> float:
        return math.tanh(x)

    def derivative(self, x: float) -> float:
        return 1 - math.tanh(x) ** 2

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("torch.tanh", INPUT, is_activation=True),)


class Softmax(Activation, kind="softmax", title="Softmax"):
    """Turns the values side by side into probabilities that add up to 1."""

    icon: ClassVar[str] = '<path d="M6 19V14.5M12 19V5M18 19V11.5" stroke-width="3"/>'
    formula: ClassVar[str] = r"f(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}"
    range: ClassVar[str] = "(0, 1)"
    when_to_use: ClassVar[str] = "At the output, to choose one of several classes, together with cross-entropy."
    when_not: ClassVar[str] = "Between layers, or when several classes can be right at once: use sigmoid there."

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Function("F.softmax", INPUT, dim=feature_axis(shapes[0]), is_activation=True),)
