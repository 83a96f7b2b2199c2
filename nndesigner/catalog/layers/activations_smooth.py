"""Activations that bend smoothly: sigmoid, tanh, and the smooth relatives of ReLU."""

import math
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function
from nndesigner.catalog.layers.activation import Activation
from nndesigner.catalog.shapes import Shape


def _logistic(x: float) -> float:
    """1/(1 + e^−x), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


class Sigmoid(Activation, kind="sigmoid", title="Sigmoid"):
    """Squeezes every value between 0 and 1.

    A steepness λ above 1 brings it closer to a step, one below 1 closer to a line. A loss that contains the sigmoid
    works on λ x, the value just before it.
    """

    icon: ClassVar[str] = '<path d="M4.5 18.5H19.5" opacity=".45"/><path d="M4.5 16.5C12.5 16.5 11.5 6 19.5 6"/>'
    formula: ClassVar[str] = r"f(x) = \frac{1}{1 + e^{-\lambda x}}, \quad f'(x) = \lambda f(x) (1 - f(x))"
    range: ClassVar[str] = "(0, 1)"
    when_to_use: ClassVar[str] = "At the output for yes-or-no questions: its value reads as a probability."
    when_not: ClassVar[str] = "Between many layers: at steepness 1 its slope is at most 0.25, so gradients vanish."

    steepness: float = Field(1.0, ge=0.01, le=100, description="The factor λ that every value is multiplied by first.")

    def value(self, x: float) -> float:
        return _logistic(self.steepness * x)

    def derivative(self, x: float) -> float:
        return self.steepness * self.value(x) * (1 - self.value(x))

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        squeezed = Function("torch.sigmoid", INPUT, is_activation=True)
        if self.steepness == 1.0:
            return (squeezed,)
        return (Function("torch.mul", INPUT, self.steepness), squeezed)

    def key_parameters(self) -> str:
        return "" if self.steepness == 1.0 else f"steepness {self.steepness:g}"


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
        self.output_shape(*shapes)
        return (Function("torch.tanh", INPUT, is_activation=True),)


class Softplus(Activation, kind="softplus", title="Softplus"):
    """A smooth ReLU: nearly zero for negative values, nearly the value itself for positive ones.

    Its derivative is the sigmoid. Where βx is above 20, torch passes x on as it is, with derivative 1: the difference
    is smaller than it can show.
    """

    icon: ClassVar[str] = '<path d="M12 4.5V19.5" opacity=".45"/><path d="M4.5 17C11 17 13.5 14 19.5 6"/>'
    formula: ClassVar[str] = r"f(x) = \frac{1}{\beta} \ln ( 1 + e^{\beta x} ), \quad f'(x) = \frac{1}{1 + e^{-\beta x}}"
    range: ClassVar[str] = "(0, ∞)"
    when_to_use: ClassVar[str] = "Where a value must be positive, such as a standard deviation."
    when_not: ClassVar[str] = "As a faster ReLU: it is slower and rarely learns better."

    beta: float = Field(1.0, ge=0.1, le=100, description="Sharpness β of the bend; large values come close to ReLU.")

    def value(self, x: float) -> float:
        scaled = self.beta * x
        return x if scaled > 20 else math.log1p(math.exp(scaled)) / self.beta

    def derivative(self, x: float) -> float:
        scaled = self.beta * x
        return 1.0 if scaled > 20 else _logistic(scaled)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.softplus", INPUT, beta=self.beta, is_activation=True),)

    def key_parameters(self) -> str:
        return f"β = {self.beta:g}"


class ELU(Activation, kind="elu", title="ELU"):
    """Passes positive values on and lets negative ones sink smoothly towards −α.

    At zero itself torch takes the derivative to be α.
    """

    icon: ClassVar[str] = (
        '<path d="M12 4.5V19.5M4.5 18.5H9" opacity=".45"/><path d="M4.5 17.5C8.5 17 10 15.5 12 13L18.5 5"/>'
    )
    formula: ClassVar[str] = (
        r"f(x) = x \; \mathrm{if} \; x > 0 \; \mathrm{else} \; \alpha (e^x - 1), "
        r"\quad f'(x) = 1 \; \mathrm{if} \; x > 0 \; \mathrm{else} \; \alpha e^x"
    )
    range: ClassVar[str] = "(−1, ∞)"
    when_to_use: ClassVar[str] = "In place of ReLU, when units die or the mean of their outputs should be near zero."
    when_not: ClassVar[str] = "At the output. Where speed matters most, ReLU needs no exponential."

    alpha: float = Field(1.0, ge=0, le=10, description="How far below zero it goes, α; 1 makes the bend smooth.")

    def value(self, x: float) -> float:
        return x if x > 0 else self.alpha * math.expm1(x)

    def derivative(self, x: float) -> float:
        return 1.0 if x > 0 else self.alpha * math.exp(x)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.elu", INPUT, alpha=self.alpha, is_activation=True),)

    def key_parameters(self) -> str:
        return f"α = {self.alpha:g}"


SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


class SELU(Activation, kind="selu", title="SELU"):
    """An ELU scaled so that deep dense networks keep mean 0 and variance 1 by themselves.

    Its constants, λ = 1.0507 and α = 1.6733, follow from that aim. It counts on inputs of mean 0 and variance 1 and on
    weights of variance 1/n, where n is the number of inputs of a unit. At zero itself torch takes the derivative to be
    λα.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 13H19.5" opacity=".45"/><path d="M4.5 19C8.5 18.6 10.3 17 12 13L16.5 4.5"/>'
        '<circle cx="12" cy="13" r="1.5" fill="#fff" stroke="none"/>'
    )
    formula: ClassVar[str] = (
        r"f(x) = \lambda x \; \mathrm{if} \; x > 0 \; \mathrm{else} \; \lambda \alpha (e^x - 1), "
        r"\quad f'(x) = \lambda \; \mathrm{if} \; x > 0 \; \mathrm{else} \; \lambda \alpha e^x"
    )
    range: ClassVar[str] = "(−1.7581, ∞)"
    when_to_use: ClassVar[str] = "In deep networks of dense layers without normalization, on standardized data."
    when_not: ClassVar[str] = "With batch normalization or ordinary dropout, which undo what it keeps in balance."

    def value(self, x: float) -> float:
        return SELU_SCALE * (x if x > 0 else SELU_ALPHA * math.expm1(x))

    def derivative(self, x: float) -> float:
        return SELU_SCALE * (1.0 if x > 0 else SELU_ALPHA * math.exp(x))

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.selu", INPUT, is_activation=True),)


class GELU(Activation, kind="gelu", title="GELU"):
    """Weighs every value by the chance that a standard normal number lies below it.

    Φ is the distribution function of the standard normal distribution and φ its density. This is the exact form; many
    texts give an approximation by tanh, which differs by less than 0.001.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 14H19.5" opacity=".45"/><path d="M4.5 14C7.5 14 8.5 16.6 10.4 16.6C13 16.6 14.6 11 18 4.5"/>'
    )
    formula: ClassVar[str] = (
        r"f(x) = x \, \Phi(x) = \frac{x}{2} ( 1 + \mathrm{erf} \frac{x}{\sqrt{2}} ), "
        r"\quad f'(x) = \Phi(x) + x \, \varphi(x)"
    )
    range: ClassVar[str] = "[−0.17, ∞)"
    when_to_use: ClassVar[str] = "In transformers, where it is the usual choice between the dense layers."
    when_not: ClassVar[str] = "At the output, or in small networks, where ReLU does the same for less."

    def value(self, x: float) -> float:
        return x * _normal_distribution(x)

    def derivative(self, x: float) -> float:
        density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        return _normal_distribution(x) + x * density

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.gelu", INPUT, is_activation=True),)


def _normal_distribution(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


class SiLU(Activation, kind="silu", title="SiLU"):
    """Multiplies every value by its own sigmoid: a smooth ReLU that dips a little below zero.

    Also called swish.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 13H19.5M12 4.5V19.5" opacity=".45"/><path d="M4.5 14.5C7 15.5 10 16 12 13.2L17.5 5"/>'
    )
    formula: ClassVar[str] = (
        r"f(x) = x \, \sigma(x), \quad \sigma(x) = \frac{1}{1 + e^{-x}}, "
        r"\quad f'(x) = \sigma(x) ( 1 + x (1 - \sigma(x)) )"
    )
    range: ClassVar[str] = "[−0.28, ∞)"
    when_to_use: ClassVar[str] = "In deep convolutional networks, in place of ReLU."
    when_not: ClassVar[str] = "At the output. Where speed matters most, ReLU needs no exponential."

    def value(self, x: float) -> float:
        return x * _logistic(x)

    def derivative(self, x: float) -> float:
        return _logistic(x) * (1 + x * (1 - _logistic(x)))

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.silu", INPUT, is_activation=True),)
