"""Convolutions: small filters that slide over their input."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.activation import ActivationName, activation_calls
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.layers.sliding import positions, require_image, require_room
from nndesigner.catalog.problems import SetParameter
from nndesigner.catalog.shapes import Shape


class Conv2d(Weighted, kind="conv2d", title="Convolution 2-D", group="Convolution"):
    """Slides small filters across an image; each filter reports where it finds its pattern.

    Early layers find edges, later ones find parts of things.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="15" rx="2"/>'
        '<rect x="4.5" y="4.5" width="9" height="9" rx="2" fill="#fff"/>'
        '<path d="M13.5 9H19.5M9 13.5V19.5" opacity=".55"/>'
    )
    stem: ClassVar[str] = "conv"
    formula: ClassVar[str] = r"y_k = f ( \sum_{c,i,j} w_{k,c,i,j} x_{c,i,j} + b_k )"
    when_to_use: ClassVar[str] = "On images: the same few weights look for a pattern everywhere."
    when_not: ClassVar[str] = (
        "On flat vectors or tables, whose neighbouring columns have nothing to do with each other."
    )

    filters: int = Field(32, ge=1, le=4096, description="Patterns to learn; each gives one output channel.")
    kernel_size: int = Field(3, ge=1, le=31, description="Side of a filter, in pixels.")
    stride: int = Field(1, ge=1, le=16, description="Pixels the filter moves at each step.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: zeros around the image keep its size at stride 1; valid: no zeros."
    )
    activation: ActivationName = Field("relu", description="Applied to every output value.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by="A 2-D convolution")
        zeros, fixes = self._zeros(self.padding), self._fixes_with_zeros(image)
        require_room(image, self.kernel_size, zeros, by="This convolution", parameter="kernel_size", fixes=fixes)
        height, width = (positions(size, self.kernel_size, self.stride, zeros) for size in (image.H, image.W))
        return Shape(C=self.filters, H=height, W=width)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        self.output_shape(*shapes)
        kernel = (self.filters, shapes[0].C, self.kernel_size, self.kernel_size)
        return {"weight": kernel, "bias": (self.filters,)}

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        keywords: dict[str, Any] = {"kernel_size": self.kernel_size}
        if self.stride > 1:
            keywords["stride"] = self.stride
        if self.padding == "same":
            keywords["padding"] = "same" if self.stride == 1 else (self.kernel_size - 1) // 2
        return (
            Module("nn.Conv2d", shapes[0].C, self.filters, **keywords),
            *activation_calls(self.activation, output),
        )

    def key_parameters(self) -> str:
        stride = f", stride {self.stride}" if self.stride > 1 else ""
        side = self.kernel_size
        return f"{self.filters} filters {side}×{side}{stride}, {self.activation.replace('_', ' ')}"

    def _zeros(self, padding: str) -> int:
        """How many zeros `padding` adds along an axis, on both sides together."""
        if padding == "valid":
            return 0
        # torch pads both sides alike when the stride is above 1, so even kernels lose a pixel
        return self.kernel_size - 1 if self.stride == 1 else 2 * ((self.kernel_size - 1) // 2)

    def _fixes_with_zeros(self, image: Shape) -> tuple[SetParameter, ...]:
        helps = self.padding == "valid" and min(image.H, image.W) + self._zeros("same") >= self.kernel_size
        return (SetParameter("padding", "same", "Set padding to same"),) if helps else ()
