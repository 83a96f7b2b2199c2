"""Pooling: an image or a sequence made smaller, keeping what matters of each patch."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.layers.sliding import (
    channels_first,
    positions,
    require_image,
    require_room,
)
from nndesigner.catalog.shapes import Shape


class Pooling2d(Layer, group="Pooling"):
    """One value for each patch of an image."""

    stem: ClassVar[str] = "pool"
    target: ClassVar[str]
    words: ClassVar[str]
    """What it is called at the start of a sentence."""

    pool_size: int = Field(2, ge=1, le=31, description="Side of a patch, in pixels.")
    stride: int = Field(2, ge=1, le=31, description="Pixels from one patch to the next.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by=self.words)
        require_room(image, self.pool_size, by=self.words, parameter="pool_size")
        height, width = (positions(size, self.pool_size, self.stride) for size in (image.H, image.W))
        return image.replaced(H=height, W=width)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module(self.target, kernel_size=self.pool_size, stride=self.stride),)

    def key_parameters(self) -> str:
        return f"{self.pool_size}×{self.pool_size}, stride {self.stride}"


class Pooling1d(Layer, group="Pooling"):
    """One value for each stretch of a sequence."""

    stem: ClassVar[str] = "pool"
    target: ClassVar[str]
    words: ClassVar[str]
    """What it is called at the start of a sentence."""

    pool_size: int = Field(2, ge=1, le=31, description="Length of a stretch, in time steps.")
    stride: int = Field(2, ge=1, le=31, description="Time steps from one stretch to the next.")

    def output_shape(self, *shapes: Shape) -> Shape:
        sequence = require_sequence(*shapes, by=self.words)
        require_room(sequence, self.pool_size, by=self.words, parameter="pool_size")
        return sequence.replaced(T=positions(sequence.T, self.pool_size, self.stride))

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        return channels_first(output, Module(self.target, kernel_size=self.pool_size, stride=self.stride))

    def key_parameters(self) -> str:
        return f"{self.pool_size} steps, stride {self.stride}"


class MaxPooling2d(Pooling2d, kind="max_pool2d", title="Max pooling 2-D"):
    """Keeps the largest value of each patch of the image, making it smaller."""

    icon: ClassVar[str] = '<path d="M4.5 5.5H19.5L14 12.7V18.9L10 16.9V12.7Z"/>'
    formula: ClassVar[str] = r"y_{c,i,j} = \max_{u,v} x_{c, s i + u, s j + v}"
    when_to_use: ClassVar[str] = "After convolutions: fewer pixels to compute, and small shifts no longer matter."
    when_not: ClassVar[str] = "Where the exact place counts, as when drawing an image again (autoencoder)."
    target: ClassVar[str] = "nn.MaxPool2d"
    words: ClassVar[str] = "Max pooling"


class MaxPooling1d(Pooling1d, kind="max_pool1d", title="Max pooling 1-D"):
    """Keeps the largest value of each stretch of the sequence, making it shorter."""

    icon: ClassVar[str] = (
        '<path d="M5 16V12M9.7 16V6M14.3 16V10M19 16V13" opacity=".55"/>'
        '<path d="M9.7 16V6" stroke-width="3"/><path d="M4 19.5H20"/>'
    )
    formula: ClassVar[str] = r"y_{t,k} = \max_u x_{s t + u, k}"
    when_to_use: ClassVar[str] = "After 1-D convolutions: fewer time steps, and small shifts no longer matter."
    when_not: ClassVar[str] = "Where every time step needs a prediction of its own."
    target: ClassVar[str] = "nn.MaxPool1d"
    words: ClassVar[str] = "Max pooling"


class AveragePooling2d(Pooling2d, kind="avg_pool2d", title="Average pooling 2-D"):
    """Takes the mean of each patch of the image, making it smaller and smoother."""

    icon: ClassVar[str] = (
        '<path d="M4.5 6 8.2 9 12 6 15.8 9 19.5 6" opacity=".55"/><path d="M12 10.5V15M9.7 12.9 12 15.2 14.3 12.9"/>'
        '<path d="M7 19H17" stroke-width="2.6"/>'
    )
    formula: ClassVar[str] = r"y_{c,i,j} = \frac{1}{n^2} \sum_{u,v} x_{c, s i + u, s j + v}"
    when_to_use: ClassVar[str] = (
        "When the whole patch counts and not its strongest point; it keeps gradients spread out."
    )
    when_not: ClassVar[str] = "When a pattern fills a small part of the patch: the mean waters it down."
    target: ClassVar[str] = "nn.AvgPool2d"
    words: ClassVar[str] = "Average pooling"


class AveragePooling1d(Pooling1d, kind="avg_pool1d", title="Average pooling 1-D"):
    """Takes the mean of each stretch of the sequence, making it shorter and smoother."""

    icon: ClassVar[str] = (
        '<path d="M5 16V12M9.7 16V6M14.3 16V8M19 16V13" opacity=".55"/>'
        '<path d="M4 10.2H20" stroke-width="2.4"/><path d="M4 19.5H20"/>'
    )
    formula: ClassVar[str] = r"y_{t,k} = \frac{1}{n} \sum_u x_{s t + u, k}"
    when_to_use: ClassVar[str] = "To shorten and smooth a noisy signal."
    when_not: ClassVar[str] = "When short peaks carry the message: they are averaged away."
    target: ClassVar[str] = "nn.AvgPool1d"
    words: ClassVar[str] = "Average pooling"
