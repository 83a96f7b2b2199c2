"""Pooling: an image made smaller, keeping what matters of each patch."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sliding import positions, require_image, require_room
from nndesigner.catalog.shapes import Shape


class MaxPooling2d(Layer, kind="max_pool2d", title="Max pooling", group="Pooling"):
    """Keeps the largest value of each patch of the image, making it smaller."""

    icon: ClassVar[str] = '<path d="M4.5 5.5H19.5L14 12.7V18.9L10 16.9V12.7Z"/>'
    stem: ClassVar[str] = "pool"
    formula: ClassVar[str] = r"y_{c,i,j} = \max_{u,v} x_{c, s i + u, s j + v}"
    when_to_use: ClassVar[str] = "After convolutions: fewer pixels to compute, and small shifts no longer matter."
    when_not: ClassVar[str] = "Where the exact place counts, as when drawing an image again (autoencoder)."

    pool_size: int = Field(2, ge=1, le=31, description="Side of a patch, in pixels.")
    stride: int = Field(2, ge=1, le=31, description="Pixels from one patch to the next.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by="Max pooling")
        require_room(image, self.pool_size, by="Max pooling", parameter="pool_size")
        height, width = (positions(size, self.pool_size, self.stride) for size in (image.H, image.W))
        return image.replaced(H=height, W=width)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.MaxPool2d", kernel_size=self.pool_size, stride=self.stride),)

    def key_parameters(self) -> str:
        return f"{self.pool_size}×{self.pool_size}, stride {self.stride}"
