"""Where data comes into a network and where its answer leaves."""

from typing import ClassVar

from pydantic import Field, field_validator

from nndesigner.catalog.calls import Calls
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.shapes import Shape

AXES_BY_LENGTH = {1: "F", 2: "TF", 3: "CHW"}


class Input(Layer, kind="input", title="Input", group="Core"):
    """Where the samples come in.

    One size is a flat vector (features), two are a sequence (time steps, features), three are an image
    (channels, height, width).
    """

    minimum_inputs: ClassVar[int] = 0
    maximum_inputs: ClassVar[int] = 0
    when_to_use: ClassVar[str] = "Once, at the top. Its shape must be the shape of one sample of the data."

    shape: tuple[int, ...] = Field((1, 28, 28), description="Sizes of one sample, such as 1 × 28 × 28 for gray images.")

    @field_validator("shape")
    @classmethod
    def _has_one_to_three_sizes(cls, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) not in AXES_BY_LENGTH:
            raise ValueError("should have one, two or three sizes")
        if not all(1 <= size <= 1_000_000 for size in shape):
            raise ValueError("should have sizes from 1 to 1 000 000")
        return shape

    def output_shape(self, *shapes: Shape) -> Shape:
        return Shape(**dict(zip(AXES_BY_LENGTH[len(self.shape)], self.shape, strict=True)))

    def torch_calls(self, *shapes: Shape) -> Calls:
        return ()

    def key_parameters(self) -> str:
        return " × ".join(str(size) for size in self.shape)


class Output(Layer, kind="output", title="Output", group="Core"):
    """Where the network's answer leaves; the loss compares it with the target."""

    has_output: ClassVar[bool] = False
    when_to_use: ClassVar[str] = "Once, at the bottom, after the layer that gives the answer."

    def torch_calls(self, *shapes: Shape) -> Calls:
        return ()
