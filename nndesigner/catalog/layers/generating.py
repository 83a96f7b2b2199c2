"""What generative adversarial networks need: a source of noise, and a place where generated samples meet real ones."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, InputNumber, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Noise(Layer, kind="noise", title="Noise", group="Core"):
    """Gives standard normal random numbers, as many rows as there are samples in the batch.

    It is where a generator begins: each row of numbers z becomes one generated sample. While training, every step and
    every turn draws others; otherwise the same numbers come every time, so that one sees how the generator changes.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 19.5H19.5" opacity=".55"/><g fill="#fff" stroke="none"><circle cx="6.5" cy="8" r="1.4"/>'
        '<circle cx="11" cy="5" r="1.4"/><circle cx="16.8" cy="7.2" r="1.4"/><circle cx="9" cy="13.2" r="1.4"/>'
        '<circle cx="13.8" cy="11" r="1.4"/><circle cx="17.4" cy="14.6" r="1.4"/></g>'
    )
    minimum_inputs: ClassVar[int] = 0
    maximum_inputs: ClassVar[int] = 0
    formula: ClassVar[str] = r"z \sim N(0, 1)"
    when_to_use: ClassVar[str] = "At the beginning of the generator of a GAN."
    when_not: ClassVar[str] = "To disturb values: Gaussian noise adds random numbers to what comes in."

    features: int = Field(16, ge=1, le=100_000, description="Random numbers for each sample.")

    def output_shape(self, *shapes: Shape) -> Shape:
        return Shape(F=self.features)

    def torch_calls(self, *shapes: Shape) -> Calls:
        return (Module("additions.Noise", self.features),)

    def key_parameters(self) -> str:
        return f"{self.features} numbers"


class RealOrGenerated(Layer, kind="real_or_generated", title="Real or generated", group="Merge"):
    """Hands real samples and generated ones on to a discriminator, in one batch, the real ones first.

    The first input takes the samples of the data, the second what a generator made of noise: as many of each. What
    comes after it is the discriminator, whose output learns to tell them apart (real is 1, generated is 0); the layers
    before the second input are the generator. Two turns of the training let them learn against each other.
    """

    icon: ClassVar[str] = (
        '<rect x="4" y="4.5" width="6.4" height="6.4" rx="1.5" fill="#fff"/>'
        '<rect x="13.6" y="4.5" width="6.4" height="6.4" rx="1.5" stroke-dasharray="2.2 1.8"/>'
        '<path d="M7.2 14V15.5A2 2 0 0 0 9.2 17.5H14.8A2 2 0 0 0 16.8 15.5V14M12 17.5V20.5"/>'
    )
    minimum_inputs: ClassVar[int] = 2
    maximum_inputs: ClassVar[int] = 2
    formula: ClassVar[str] = r"[ x_1, \ldots, x_n, G(z_1), \ldots, G(z_n) ]"
    when_to_use: ClassVar[str] = "Between the data and the discriminator of a GAN."
    when_not: ClassVar[str] = "To bring branches of one sample together: use Concatenate or Add."

    def output_shape(self, *shapes: Shape) -> Shape:
        real, generated = shapes
        if real != generated:
            expected = "Real or generated expects generated samples of the shape of real ones"
            hint = "Give the last layer of the generator as many values as a sample has."
            raise ShapeProblem(expected, f"{real} and {generated}", (Remove("Remove this layer"),), hint)
        real.require_numbers(by="Real or generated")
        return real

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("additions.RealOrGenerated", takes=(INPUT, InputNumber(1))),)
