"""Activations made of straight lines: linear, the ReLU family, hard tanh and the steps of the perceptron."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, Module
from nndesigner.catalog.layers.activation import Activation
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.shapes import Shape


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

    @property
    def passes_on(self) -> bool:
        return self.slope == 1.0

    def value(self, x: float) -> float:
        return self.slope * x

    def derivative(self, x: float) -> float:
        return self.slope

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        if self.slope == 1.0:
            return ()
        return (Function("torch.mul", INPUT, self.slope, is_activation=True),)

    def key_parameters(self) -> str:
        return f"slope {self.slope:g}"


class ReLU(Activation, kind="relu", title="ReLU"):
    """Passes positive values on and turns negative ones into zero.

    At zero itself torch takes the derivative to be 0.
    """

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
        self.output_shape(*shapes)
        return (Function("F.relu", INPUT, is_activation=True),)


class LeakyReLU(Activation, kind="leaky_relu", title="Leaky ReLU"):
    """Passes positive values on and shrinks negative ones instead of cutting them off.

    At zero itself torch takes the derivative to be the slope a.
    """

    icon: ClassVar[str] = '<path d="M12 4.5V19.5" opacity=".45"/><path d="M4.5 17.6 12 14.2 18.5 5"/>'
    formula: ClassVar[str] = (
        r"f(x) = x \; \mathrm{if} \; x > 0 \; \mathrm{else} \; a x, "
        r"\quad f'(x) = 1 \; \mathrm{if} \; x > 0 \; \mathrm{else} \; a"
    )
    range: ClassVar[str] = "(−∞, ∞)"
    when_to_use: ClassVar[str] = "When many ReLU units are dead: a small slope keeps their gradient alive."
    when_not: ClassVar[str] = "At the output."

    slope: float = Field(0.01, ge=0, le=1, description="The factor a for negative values, usually 0.01 to 0.1.")

    def value(self, x: float) -> float:
        return x if x > 0 else self.slope * x

    def derivative(self, x: float) -> float:
        return 1.0 if x > 0 else self.slope

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.leaky_relu", INPUT, negative_slope=self.slope, is_activation=True),)

    def key_parameters(self) -> str:
        return f"slope {self.slope:g}"


class PReLU(Activation, Trainable, kind="prelu", title="PReLU"):
    """A leaky ReLU that learns its slope for negative values.

    One slope serves all values of the layer. The curve shows the slope that training begins with. At zero itself torch
    takes the derivative to be the slope.
    """

    icon: ClassVar[str] = (
        '<path d="M12 4.5V19.5M4.5 13.5H12" opacity=".45"/><path d="M4.5 19.5 12 13.5 18.5 5"/>'
        '<path d="M4.5 16.5 12 13.5" stroke-width="1" opacity=".8"/>'
    )
    formula: ClassVar[str] = (
        r"f(x) = x \; \mathrm{if} \; x > 0 \; \mathrm{else} \; a x, "
        r"\quad f'(x) = 1 \; \mathrm{if} \; x > 0 \; \mathrm{else} \; a, "
        r"\quad \frac{\partial f}{\partial a} = \min(0, x)"
    )
    range: ClassVar[str] = "(−∞, ∞)"
    when_to_use: ClassVar[str] = "When you would rather have the slope of a leaky ReLU learned than chosen."
    when_not: ClassVar[str] = "At the output, or together with weight decay, which pulls the slope towards zero."

    slope: float = Field(0.25, ge=0, le=1, description="The factor a for negative values that training begins with.")

    def value(self, x: float) -> float:
        return x if x > 0 else self.slope * x

    def derivative(self, x: float) -> float:
        return 1.0 if x > 0 else self.slope

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        self.output_shape(*shapes)
        return {"prelu.weight": (1,)}

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.PReLU", role="prelu", num_parameters=1, init=self.slope),)

    def key_parameters(self) -> str:
        return f"slope {self.slope:g} to begin with"


class HardTanh(Activation, kind="hard_tanh", title="Hard tanh"):
    """Passes values between −1 and 1 on and cuts off what lies beyond.

    It is tanh made of three straight lines. At −1 and 1 themselves torch takes the derivative to be 0.
    """

    icon: ClassVar[str] = '<path d="M4.5 12H19.5" opacity=".45"/><path d="M4.5 18H8.5L15.5 6H19.5"/>'
    formula: ClassVar[str] = (
        r"f(x) = \max(-1, \min(1, x)), \quad f'(x) = 1 \; \mathrm{if} \; |x| < 1 \; \mathrm{else} \; 0"
    )
    range: ClassVar[str] = "[−1, 1]"
    when_to_use: ClassVar[str] = "In place of tanh, when speed matters or outputs must stay within −1 and 1."
    when_not: ClassVar[str] = "Between many layers: beyond −1 and 1 no gradient passes at all."

    def value(self, x: float) -> float:
        return max(-1.0, min(1.0, x))

    def derivative(self, x: float) -> float:
        return 1.0 if -1 < x < 1 else 0.0

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.hardtanh", INPUT, is_activation=True),)


class Step(Activation, kind="step", title="Step"):
    """Fires, giving 1, when the value reaches zero, and gives 0 below.

    It decides as the perceptron does: the unit fires at z ≥ 0. Its derivative is zero everywhere, so gradient descent
    learns nothing through it. The perceptron criterion works on z, before the step, and its gradient is the perceptron
    rule: w ← w + η (y − ŷ) x.
    """

    has_slope: ClassVar[bool] = False
    icon: ClassVar[str] = '<path d="M4.5 18.5H19.5" opacity=".45"/><path d="M4.5 18.5H12V6H19.5"/>'
    stem: ClassVar[str] = "step"
    formula: ClassVar[str] = r"f(x) = 1 \; \mathrm{if} \; x \geq 0 \; \mathrm{else} \; 0, \quad f'(x) = 0"
    range: ClassVar[str] = "[0, 1]"
    when_to_use: ClassVar[str] = "At the output of a perceptron, trained with the perceptron criterion."
    when_not: ClassVar[str] = "Between layers, or with any other loss: no gradient passes. Use sigmoid or ReLU there."

    def value(self, x: float) -> float:
        return 1.0 if x >= 0 else 0.0

    def derivative(self, x: float) -> float:
        return 0.0

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        # unlike a comparison, the sign takes part in the backward pass, where its gradient is zero
        raised = Function("torch.add", Function("torch.sign", INPUT), 1.0)
        return (Function("torch.clamp", raised, max=1.0, is_activation=True),)


class BipolarStep(Activation, kind="bipolar_step", title="Bipolar step"):
    """Gives 1 above a threshold, −1 below its negative, and 0 in the band between.

    The band, its borders included, is where the unit does not decide. With threshold 0 only the value 0 gives 0. Its
    derivative is zero everywhere: it learns by the perceptron criterion, which works on the value before the step.
    """

    has_slope: ClassVar[bool] = False
    icon: ClassVar[str] = '<path d="M4.5 12H7M17 12H19.5" opacity=".45"/><path d="M4.5 18.5H9.5V12H14.5V5.5H19.5"/>'
    stem: ClassVar[str] = "step"
    formula: ClassVar[str] = (
        r"f(x) = 1 \; \mathrm{if} \; x > \theta, \quad f(x) = 0 \; \mathrm{if} \; |x| \leq \theta, "
        r"\quad f(x) = -1 \; \mathrm{if} \; x < -\theta, \quad f'(x) = 0"
    )
    range: ClassVar[str] = "[−1, 1]"
    when_to_use: ClassVar[str] = "At the output of a perceptron whose targets are −1 and 1."
    when_not: ClassVar[str] = "Between layers, or with any other loss: no gradient passes. Use tanh there."

    threshold: float = Field(0.2, ge=0, le=100, description="Half the width θ of the band that gives 0.")

    def value(self, x: float) -> float:
        return float(x > self.threshold) - float(x < -self.threshold)

    def derivative(self, x: float) -> float:
        return 0.0

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        outside = Function("F.hardshrink", INPUT, lambd=self.threshold)
        return (Function("torch.sign", outside, is_activation=True),)

    def key_parameters(self) -> str:
        return f"θ = {self.threshold:g}"
