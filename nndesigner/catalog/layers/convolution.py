"""Convolutions: small filters that slide over their input."""

from math import gcd
from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.activation import ActivationName, activation_calls, activation_weights
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.layers.sliding import (
    channel_axis,
    channels_first,
    positions,
    require_image,
    require_room,
)
from nndesigner.catalog.problems import Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Convolution(Weighted, group="Convolution"):
    """Filters that slide along the axes `slides`, in one dimension or two."""

    stem: ClassVar[str] = "conv"
    target: ClassVar[str]
    slides: ClassVar[str]

    filters: int = Field(32, ge=1, le=4096, description="Patterns to learn; each gives one output channel.")
    kernel_size: int = Field(3, ge=1, le=31, description="Side of a filter, in pixels.")
    stride: int = Field(1, ge=1, le=16, description="Pixels the filter moves at each step.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: zeros around the image keep its size at stride 1; valid: no zeros."
    )
    dilation: int = Field(
        1, ge=1, le=32, description="Distance of the pixels that a filter looks at; 1 leaves no gaps."
    )
    groups: int = Field(
        1, ge=1, le=4096, description="Parts that the channels are split into; each has filters of its own."
    )
    bias: bool = Field(True, description="Adds a learned constant to every filter's output.")
    activation: ActivationName = Field("relu", description="Applied to every output value.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        self._require_axes(values)
        self._require_whole_groups(values)
        zeros, fixes = self._zeros(self.padding), self._fixes_with_zeros(values)
        require_room(
            values,
            self.kernel_size,
            zeros,
            by="This convolution",
            parameter="kernel_size",
            dilation=self.dilation,
            fixes=fixes,
        )
        sizes = {axis: positions(values.size_of(axis), self._span, self.stride, zeros) for axis in self.slides}
        return values.replaced(**{channel_axis(values): self.filters}, **sizes)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        output = self.output_shape(*shapes)
        channels = shapes[0].size_of(channel_axis(output)) // self.groups
        weights: WeightShapes = {"weight": (self.filters, channels, *[self.kernel_size] * len(self.slides))}
        if self.bias:
            weights["bias"] = (self.filters,)
        return weights | activation_weights(self.activation, output)

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        keywords: dict[str, Any] = {"kernel_size": self.kernel_size}
        keywords |= {name: getattr(self, name) for name in ("stride", "dilation", "groups") if getattr(self, name) > 1}
        if self.padding == "same":
            keywords["padding"] = "same" if self.stride == 1 else (self._span - 1) // 2
        if not self.bias:
            keywords["bias"] = False
        convolution = Module(self.target, shapes[0].size_of(channel_axis(output)), self.filters, **keywords)
        return (*channels_first(output, convolution), *activation_calls(self.activation, output))

    def key_parameters(self) -> str:
        stride = f", stride {self.stride}" if self.stride > 1 else ""
        side = "×".join([str(self.kernel_size)] * len(self.slides))
        return f"{self.filters} filters {side}{stride}, {self.activation.replace('_', ' ')}"

    def _require_axes(self, values: Shape) -> None:
        raise TypeError(f"{type(self).__name__} does not say which shapes it takes.")

    def _require_whole_groups(self, values: Shape) -> None:
        axis = channel_axis(values)
        common = gcd(values.size_of(axis), self.filters)
        if common % self.groups:
            fitting = max(groups for groups in range(1, self.groups) if common % groups == 0)
            raise ShapeProblem(
                f"This convolution needs groups that divide its {self.filters} filters and the size of {axis}",
                f"{values} and {self.groups} groups",
                (SetParameter("groups", fitting, f"Set groups to {fitting}"), Remove("Remove this layer")),
            )

    @property
    def _span(self) -> int:
        """How many pixels a filter reaches over along an axis."""
        return self.dilation * (self.kernel_size - 1) + 1

    def _zeros(self, padding: str) -> int:
        """How many zeros `padding` adds along an axis, on both sides together."""
        if padding == "valid":
            return 0
        # torch pads both sides alike when the stride is above 1, so even kernels lose a pixel
        return self._span - 1 if self.stride == 1 else 2 * ((self._span - 1) // 2)

    def _fixes_with_zeros(self, values: Shape) -> tuple[SetParameter, ...]:
        smallest = min(values.size_of(axis) for axis in self.slides)
        helps = self.padding == "valid" and smallest + self._zeros("same") >= self._span
        return (SetParameter("padding", "same", "Set padding to same"),) if helps else ()


class Conv2d(Convolution, kind="conv2d", title="Convolution 2-D"):
    """Slides small filters across an image; each filter reports where it finds its pattern.

    Early layers find edges, later ones find parts of things. A dilation of 2 or more leaves gaps between the pixels
    that a filter looks at, so that it sees further with the same weights. With several groups each filter sees only
    its part of the channels. As everywhere in deep learning the filters are not mirrored: this is the
    cross-correlation of signal processing.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="15" rx="2"/>'
        '<rect x="4.5" y="4.5" width="9" height="9" rx="2" fill="#fff"/>'
        '<path d="M13.5 9H19.5M9 13.5V19.5" opacity=".55"/>'
    )
    formula: ClassVar[str] = r"y_k = f ( \sum_{c,i,j} w_{k,c,i,j} x_{c,i,j} + b_k )"
    when_to_use: ClassVar[str] = "On images: the same few weights look for a pattern everywhere."
    when_not: ClassVar[str] = (
        "On flat vectors or tables, whose neighbouring columns have nothing to do with each other."
    )
    target: ClassVar[str] = "nn.Conv2d"
    slides: ClassVar[str] = "HW"

    def _require_axes(self, values: Shape) -> None:
        require_image(values, by="A 2-D convolution")


class Conv1d(Convolution, kind="conv1d", title="Convolution 1-D"):
    """Slides small filters along a sequence; each filter reports when it finds its pattern.

    A filter of size 3 sees all features of three time steps at once. With padding it also looks ahead, so it is not
    for predicting the next value of what it sees.
    """

    icon: ClassVar[str] = (
        '<path d="M4 16.5 7 12.5 10 16 13 8.5 16 15 20 10.5" opacity=".55"/>'
        '<rect x="7.5" y="4.5" width="8" height="15" rx="2"/>'
    )
    formula: ClassVar[str] = r"y_{t,k} = f ( \sum_{i,c} w_{k,c,i} x_{s t + i, c} + b_k )"
    when_to_use: ClassVar[str] = "On signals and texts, where a short pattern means the same wherever it occurs."
    when_not: ClassVar[str] = "When what matters lies many steps apart: use a recurrent layer or attention."
    target: ClassVar[str] = "nn.Conv1d"
    slides: ClassVar[str] = "T"

    filters: int = Field(32, ge=1, le=4096, description="Patterns to learn; each gives one output feature.")
    kernel_size: int = Field(3, ge=1, le=31, description="Length of a filter, in time steps.")
    stride: int = Field(1, ge=1, le=16, description="Time steps the filter moves at each step.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: zeros around the sequence keep its length at stride 1; valid: no zeros."
    )
    dilation: int = Field(
        1, ge=1, le=32, description="Distance of the time steps that a filter looks at; 1 leaves no gaps."
    )
    groups: int = Field(
        1, ge=1, le=4096, description="Parts that the features are split into; each has filters of its own."
    )

    def _require_axes(self, values: Shape) -> None:
        require_sequence(values, by="A 1-D convolution")
