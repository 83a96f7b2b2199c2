"""Noise: values disturbed at random while training."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape


class GaussianNoise(Layer, kind="gaussian_noise", title="Gaussian noise", group="Regularization"):
    """Adds normally distributed random numbers to every value while training.

    Outside training it does nothing. Right after the input of an autoencoder it makes a denoising autoencoder: the
    network sees disturbed samples and must give the clean ones.
    """

    icon: ClassVar[str] = '<path d="M4 12 6 9.5 8 14.5 10 5.5 12 17 14 8 16 18.5 18 10.5 20 12.5"/>'
    stem: ClassVar[str] = "noise"
    formula: ClassVar[str] = r"y = x + \sigma z, \quad z \sim N(0, 1)"
    when_to_use: ClassVar[str] = "Right after the input, against memorization, and in denoising autoencoders."
    when_not: ClassVar[str] = "Right before the output, or with a σ far above the size of the values."

    standard_deviation: float = Field(0.1, ge=0, le=100, description="Size σ of the noise, in units of the values.")

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Gaussian noise")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("additions.GaussianNoise", self.standard_deviation),)

    def key_parameters(self) -> str:
        return f"σ = {self.standard_deviation:g}"
