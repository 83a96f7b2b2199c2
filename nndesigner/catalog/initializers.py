"""Initializers: the weights that a layer begins with."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

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


class Zeros(Initializer, kind="zeros", title="Zeros"):
    """Every weight and every bias begins at zero."""

    formula: ClassVar[str] = r"w = 0"
    when_to_use: ClassVar[str] = "For a single layer, such as a perceptron or a linear regression."
    when_not: ClassVar[str] = "With hidden layers: all units of a layer would learn the same for ever."

    def weight_call(self) -> Function | None:
        return Function("nn.init.zeros_", INPUT)


class Gaussian(Initializer, kind="gaussian", title="Gaussian"):
    """Normal random numbers around zero, small by default; biases are zero.

    The spread is the same for every layer, however many inputs it has.
    """

    formula: ClassVar[str] = r"w \sim N(0, \sigma^2)"
    when_to_use: ClassVar[str] = "For shallow networks, and to see what the spread does to deep ones."
    when_not: ClassVar[str] = (
        "In deep networks: too small a spread lets signals vanish, too large a one lets them grow."
    )

    standard_deviation: float = Field(0.01, ge=0, le=100, description="The spread σ of the weights.")

    def weight_call(self) -> Function | None:
        return Function("nn.init.normal_", INPUT, std=self.standard_deviation)


class Uniform(Initializer, kind="uniform", title="Uniform"):
    """Random numbers between two limits, each equally likely, for weights and biases alike."""

    formula: ClassVar[str] = r"w, b \sim U(-a, a)"
    when_to_use: ClassVar[str] = "For small networks with sigmoid units, as in many textbooks."
    when_not: ClassVar[str] = "For layers with hundreds of inputs, whose sums become too large."

    limit: float = Field(0.5, ge=0, le=100, description="The limit a on both sides of zero.")

    def weight_call(self) -> Function | None:
        return Function("nn.init.uniform_", INPUT, -self.limit, self.limit)

    def bias_call(self) -> Function | None:
        return self.weight_call()


class XavierUniform(Initializer, kind="xavier_uniform", title="Xavier uniform"):
    """Uniform random numbers that keep signals and gradients about equally large through the layers.

    Also called Glorot. The variance is 2 / (n + m) for n inputs and m outputs of a unit's layer; in convolutions both
    are multiplied by the size of the filter. Where torch keeps several matrices in one array, as for the gates of an
    LSTM, m counts all of them. Biases are zero.
    """

    formula: ClassVar[str] = r"w \sim U ( - \sqrt{\frac{6}{n + m}}, \sqrt{\frac{6}{n + m}} )"
    when_to_use: ClassVar[str] = "With tanh, sigmoid, softmax and linear units."
    when_not: ClassVar[str] = "In deep networks of ReLU units, which halve the signal: choose He."

    def weight_call(self) -> Function | None:
        return Function("nn.init.xavier_uniform_", INPUT)


class XavierNormal(Initializer, kind="xavier_normal", title="Xavier normal"):
    """Normal random numbers that keep signals and gradients about equally large through the layers.

    Also called Glorot. The variance is 2 / (n + m) for n inputs and m outputs of a unit's layer, as in Xavier uniform;
    single weights can lie further out. torch does not cut the tails off. Biases are zero.
    """

    formula: ClassVar[str] = r"w \sim N ( 0, \frac{2}{n + m} )"
    when_to_use: ClassVar[str] = "With tanh, sigmoid, softmax and linear units."
    when_not: ClassVar[str] = "In deep networks of ReLU units, which halve the signal: choose He."

    def weight_call(self) -> Function | None:
        return Function("nn.init.xavier_normal_", INPUT)


class HeUniform(Initializer, kind="he_uniform", title="He uniform"):
    """Uniform random numbers that keep signals equally large through layers of ReLU units.

    Also called Kaiming. The variance is 2 / n for n inputs of a unit, twice as much as would do without ReLU, because
    ReLU drops half of the signal. The weights that torch itself begins with have a sixth of it. Biases are zero.
    """

    formula: ClassVar[str] = r"w \sim U ( - \sqrt{\frac{6}{n}}, \sqrt{\frac{6}{n}} )"
    when_to_use: ClassVar[str] = "With ReLU and its relatives, above all in deep networks."
    when_not: ClassVar[str] = "With tanh and sigmoid, which it drives into saturation: choose Xavier."

    def weight_call(self) -> Function | None:
        return Function("nn.init.kaiming_uniform_", INPUT, nonlinearity="relu")


class HeNormal(Initializer, kind="he_normal", title="He normal"):
    """Normal random numbers that keep signals equally large through layers of ReLU units.

    Also called Kaiming. The variance is 2 / n for n inputs of a unit, as in He uniform; single weights can lie further
    out. torch does not cut the tails off. Biases are zero.
    """

    formula: ClassVar[str] = r"w \sim N ( 0, \frac{2}{n} )"
    when_to_use: ClassVar[str] = "With ReLU and its relatives, above all in deep networks."
    when_not: ClassVar[str] = "With tanh and sigmoid, which it drives into saturation: choose Xavier."

    def weight_call(self) -> Function | None:
        return Function("nn.init.kaiming_normal_", INPUT, nonlinearity="relu")


class Orthogonal(Initializer, kind="orthogonal", title="Orthogonal"):
    """A random rotation: units that look in directions at right angles to each other, all of the same length.

    Signals keep their length exactly, through any number of layers. An array with more than two axes is taken as a
    matrix with one row for each entry of its first axis. If there are more rows than columns, the columns are the ones
    at right angles. Biases are zero.
    """

    formula: ClassVar[str] = r"W W^T = g^2 I"
    when_to_use: ClassVar[str] = "For recurrent layers, and for very deep networks."
    when_not: ClassVar[str] = "For very large layers: making it takes long."

    gain: float = Field(1.0, ge=0, le=100, description="The length g of each row; √2 suits ReLU.")

    def weight_call(self) -> Function | None:
        return Function("nn.init.orthogonal_", INPUT, gain=self.gain)


def _not_too_many(numbers: tuple[float, ...]) -> tuple[float, ...]:
    if len(numbers) > MOST_NUMBERS:
        raise ValueError(f"should have at most {MOST_NUMBERS:,} numbers".replace(",", " "))
    return numbers


MOST_NUMBERS = 100_000
Numbers = Annotated[tuple[float, ...], AfterValidator(_not_too_many)]


class Given(Initializer, kind="given", title="Given numbers"):
    """The weights are the numbers that you give.

    Row by row: all weights of the first unit, in the order of its inputs, then those of the second unit. There must be
    as many numbers as the layer has weights, and as many as it has biases.
    """

    formula: ClassVar[str] = r"w = ( w_{1,1}, w_{1,2}, ..., w_{2,1}, ... )"
    when_to_use: ClassVar[str] = "To follow an example that was calculated by hand."
    when_not: ClassVar[str] = "For anything else: networks learn better from random weights."

    weights: Numbers = Field((), description="The weights, all of one unit first, then those of the next.")
    biases: Numbers = Field((), description="The biases, one for each unit.")

    def weight_call(self) -> Function | None:
        return Function("additions.given_numbers", INPUT, self.weights)

    def bias_call(self) -> Function | None:
        return Function("additions.given_numbers", INPUT, self.biases)


InitializerPart = Annotated[
    Initializer,
    Part("initializer", "Initial weights", "What the weights are before the first step."),
    BeforeValidator(Initializer.from_plain),
    PlainSerializer(Initializer.to_plain),
]
"""The type of a field that holds an initializer."""
