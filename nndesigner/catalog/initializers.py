"""Initializers: the weights that a layer begins with."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, PlainSerializer

from nndesigner.catalog.calls import INPUT, Function
from nndesigner.catalog.entry import Entry, Part


class Initializer(Entry, family="initializer"):
    """Where learning begins. Weights are arrays with two or more axes, biases those with one."""

    def weight_call(self) -> Function | None:
        """What is done, in place, to each array of weights (INPUT); None keeps what torch makes itself."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")

    def bias_call(self) -> Function | None:
        """The same for each bias."""
        return Function("nn.init.zeros_", INPUT)


class TorchDefault(Initializer, kind="torch", title="As torch does"):
    """Uniform random numbers whose size depends on how many inputs a unit has.

    Dense, convolution and recurrent layers of torch draw weights and biases from ±1/√n, where n is the number of
    inputs (of units, for recurrent layers). Embeddings are standard normal.
    """

    formula: ClassVar[str] = r"w \sim U ( - \frac{1}{\sqrt{n}}, \frac{1}{\sqrt{n}} )"
    when_to_use: ClassVar[str] = "Usually: it is a safe beginning for networks of moderate depth."
    when_not: ClassVar[str] = "In deep networks without normalization: choose He for ReLU, Xavier for tanh and sigmoid."

    def weight_call(self) -> Function | None:
        return None

    def bias_call(self) -> Function | None:
        return None


InitializerPart = Annotated[
    Initializer,
    Part("initializer", "Initial weights", "What the weights are before the first step."),
    BeforeValidator(Initializer.from_plain),
    PlainSerializer(Initializer.to_plain),
]
"""The type of a field that holds an initializer."""
