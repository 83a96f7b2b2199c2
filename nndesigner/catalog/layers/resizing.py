"""Layers that make an image larger without learning anything."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sliding import require_image
from nndesigner.catalog.shapes import Shape


class Upsample2d(Layer, kind="upsample2d", title="Upsampling 2-D", group="Shape"):
    """Makes an image several times larger by repeating pixels or blending between them."""

    icon: ClassVar[str] = (
        '<rect x="4.5" y="13" width="6.5" height="6.5" rx="1.5" fill="#fff"/>'
        '<path d="M4.5 9V6.5A2 2 0 0 1 6.5 4.5H17.5A2 2 0 0 1 19.5 6.5V17.5A2 2 0 0 1 17.5 19.5H15" opacity=".55"/>'
        '<path d="M12 12 16 8M12.6 8H16V11.4"/>'
    )
    stem: ClassVar[str] = "upsample"
    formula: ClassVar[str] = r"y_{c,i,j} = x_{c, \lfloor i / s \rfloor, \lfloor j / s \rfloor}"
    when_to_use: ClassVar[str] = "In decoders and generators, followed by a convolution that draws the details."
    when_not: ClassVar[str] = "Before Dense layers: larger images bring no new information, only more weights."

    factor: int = Field(2, ge=1, le=32, description="How many times higher and wider the output is.")
    mode: Literal["nearest", "bilinear"] = Field(
        "nearest", description="nearest: every pixel is repeated; bilinear: values between pixels are blended."
    )

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by="Upsampling")
        return image.replaced(H=image.H * self.factor, W=image.W * self.factor)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.Upsample", scale_factor=self.factor, mode=self.mode),)

    def key_parameters(self) -> str:
        return f"{self.factor}× {self.mode}"


class ZeroPadding2d(Layer, kind="zero_padding2d", title="Zero padding 2-D", group="Shape"):
    """Puts a frame of zeros around an image."""

    icon: ClassVar[str] = (
        '<rect x="4" y="4" width="16" height="16" rx="2" stroke-dasharray="2.4 2.9"/>'
        '<rect x="8.5" y="8.5" width="7" height="7" rx="1" fill="#fff"/>'
    )
    stem: ClassVar[str] = "padding"
    formula: ClassVar[str] = r"y_{c, i + t, j + l} = x_{c,i,j}, \quad y = 0 \; \mathrm{elsewhere}"
    when_to_use: ClassVar[str] = "To give an image the size of another branch, or before a convolution without padding."
    when_not: ClassVar[str] = "Before a convolution with padding same, which adds its own zeros."

    top: int = Field(1, ge=0, le=512, description="Rows of zeros above the image.")
    bottom: int = Field(1, ge=0, le=512, description="Rows of zeros below the image.")
    left: int = Field(1, ge=0, le=512, description="Columns of zeros to the left of the image.")
    right: int = Field(1, ge=0, le=512, description="Columns of zeros to the right of the image.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by="Zero padding")
        return image.replaced(H=image.H + self.top + self.bottom, W=image.W + self.left + self.right)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function("F.pad", INPUT, (self.left, self.right, self.top, self.bottom)),)

    def key_parameters(self) -> str:
        if self.top == self.bottom == self.left == self.right:
            return f"{self.top} on every side"
        return f"{self.top} above, {self.bottom} below, {self.left} left, {self.right} right"
