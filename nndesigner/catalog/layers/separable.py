"""The depthwise-separable convolution: where and what, one after the other."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.activation import ActivationName, activation_calls, activation_weights
from nndesigner.catalog.layers.convolution import Conv2d
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.shapes import Shape


class SeparableConv2d(Weighted, kind="separable_conv2d", title="Separable convolution 2-D", group="Convolution"):
    """Filters every channel alone, then mixes the channels pixel by pixel.

    The first step (depthwise) looks at neighbouring pixels of one channel, the second (pointwise) is a convolution of
    size 1 that weighs the channels. Together they need a fraction of the weights of a usual convolution: with 64
    channels in and out and size 3 about an eighth.
    """

    icon: ClassVar[str] = (
        '<rect x="4" y="4.5" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13" width="6.5" height="6.5" rx="1.5"/>'
        '<path d="M13 7.8 16.4 11M13 16.2 16.4 13"/><circle cx="18.4" cy="12" r="2.1" fill="#fff" stroke="none"/>'
    )
    stem: ClassVar[str] = "separable_conv"
    formula: ClassVar[str] = r"y_k = f ( \sum_c p_{k,c} \sum_{i,j} d_{c,i,j} x_{c,i,j} + b_k )"
    when_to_use: ClassVar[str] = "In image networks that must be small and fast, as on a phone."
    when_not: ClassVar[str] = "As the first layer, where there are too few channels to save anything."

    filters: int = Field(32, ge=1, le=4096, description="Mixtures to learn; each gives one output channel.")
    kernel_size: int = Field(3, ge=1, le=31, description="Side of a filter, in pixels.")
    stride: int = Field(1, ge=1, le=16, description="Pixels the filters move at each step.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: zeros around the image keep its size at stride 1; valid: no zeros."
    )
    depth_multiplier: int = Field(1, ge=1, le=64, description="Filters for each channel of the input.")
    bias: bool = Field(True, description="Adds a learned constant to every output channel.")
    activation: ActivationName = Field("relu", description="Applied to every output value.")

    def output_shape(self, *shapes: Shape) -> Shape:
        return self._depthwise(1, 1).output_shape(*shapes).replaced(C=self.filters)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        output = self.output_shape(*shapes)
        between = shapes[0].C * self.depth_multiplier
        weights: WeightShapes = {
            "depthwise.weight": (between, 1, self.kernel_size, self.kernel_size),
            "pointwise.weight": (self.filters, between, 1, 1),
        }
        if self.bias:
            weights["pointwise.bias"] = (self.filters,)
        return weights | activation_weights(self.activation, output)

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        (channels, between) = shapes[0].C, shapes[0].C * self.depth_multiplier
        *zeros, depthwise = self._depthwise(between, channels).torch_calls(*shapes)
        assert isinstance(depthwise, Module)
        keywords: dict[str, Any] = {"kernel_size": 1} if self.bias else {"kernel_size": 1, "bias": False}
        return (
            *zeros,
            Module(depthwise.target, *depthwise.arguments, role="depthwise", **depthwise.keywords),
            Module("nn.Conv2d", between, self.filters, role="pointwise", **keywords),
            *activation_calls(self.activation, output),
        )

    def key_parameters(self) -> str:
        side = self.kernel_size
        stride = f", stride {self.stride}" if self.stride > 1 else ""
        return f"{self.filters} filters {side}×{side}{stride}, {self.activation.replace('_', ' ')}"

    def _depthwise(self, filters: int, groups: int) -> Conv2d:
        """The first step as a layer; it finds the size of the output and what does not fit."""
        return Conv2d.model_construct(
            filters=filters,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            groups=groups,
            bias=False,
            activation="linear",
        )
