"""Transposed convolutions: filters that paint a larger output, the way back from a convolution."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import Calls, Item, Module
from nndesigner.catalog.layers.activation import ActivationName, activation_calls, activation_weights
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.layers.sliding import channel_axis, channels_first, require_image
from nndesigner.catalog.shapes import Shape

_ALL = slice(None)
_ALL_BUT_THE_LAST = slice(None, -1)


class TransposedConvolution(Weighted, group="Convolution"):
    """A convolution backwards along the axes `slides`, in one dimension or two."""

    stem: ClassVar[str] = "deconv"
    target: ClassVar[str]
    slides: ClassVar[str]

    filters: int = Field(32, ge=1, le=4096, description="Patterns to paint with; each gives one output channel.")
    kernel_size: int = Field(3, ge=1, le=31, description="Side of a filter, in pixels.")
    stride: int = Field(2, ge=1, le=16, description="How many times larger the output is.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: exactly stride times the size; valid: everything that the filters paint."
    )
    bias: bool = Field(True, description="Adds a learned constant to every output channel.")
    activation: ActivationName = Field("relu", description="Applied to every output value.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        self._require_axes(values)
        sizes = {axis: self._across(values.size_of(axis)) for axis in self.slides}
        return values.replaced(**{channel_axis(values): self.filters}, **sizes)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        output = self.output_shape(*shapes)
        channels = shapes[0].size_of(channel_axis(output))
        weights: WeightShapes = {"weight": (channels, self.filters, *[self.kernel_size] * len(self.slides))}
        if self.bias:
            weights["bias"] = (self.filters,)
        return weights | activation_weights(self.activation, output)

    def torch_calls(self, *shapes: Shape) -> Calls:
        output = self.output_shape(*shapes)
        keywords: dict[str, Any] = {"kernel_size": self.kernel_size, "stride": self.stride, **self._cut()}
        if not self.bias:
            keywords["bias"] = False
        convolution = Module(self.target, shapes[0].size_of(channel_axis(output)), self.filters, **keywords)
        cut = (Item((_ALL, _ALL, *[_ALL_BUT_THE_LAST] * len(self.slides))),) if self._is_one_too_large() else ()
        return (*channels_first(output, convolution, *cut), *activation_calls(self.activation, output))

    def key_parameters(self) -> str:
        side = "×".join([str(self.kernel_size)] * len(self.slides))
        return f"{self.filters} filters {side}, stride {self.stride}, {self.activation.replace('_', ' ')}"

    def _require_axes(self, values: Shape) -> None:
        raise TypeError(f"{type(self).__name__} does not say which shapes it takes.")

    def _across(self, size: int) -> int:
        return size * self.stride if self.padding == "same" else (size - 1) * self.stride + self.kernel_size

    def _cut(self) -> dict[str, int]:
        """What torch cuts off both ends (padding) and adds to the last one (output padding)."""
        if self.padding == "valid":
            return {}
        surplus = self.kernel_size - self.stride
        if self._is_one_too_large():
            padding, missing = surplus // 2, 0
        else:
            padding = max(0, -(-surplus // 2))
            missing = 2 * padding - surplus
        cut = {"padding": padding, "output_padding": missing}
        return {name: size for name, size in cut.items() if size}

    def _is_one_too_large(self) -> bool:
        """Whether torch cannot give the size asked for: it adds fewer values to the end than the stride, here none."""
        return self.padding == "same" and self.stride == 1 and self.kernel_size % 2 == 0


class ConvTranspose2d(TransposedConvolution, kind="conv_transpose2d", title="Transposed convolution 2-D"):
    """Paints a small pattern for every pixel of its input, giving a larger image.

    It does what the gradient of a convolution does: every input value, times the filter, is added to the output at
    steps of the stride. Where the kernel size is no multiple of the stride, some pixels are painted more often than
    others, which can show as a checkerboard.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="15" rx="2" opacity=".55"/>'
        '<rect x="9" y="9" width="6" height="6" rx="1" fill="#fff"/>'
        '<path d="M8.2 8.2 6.6 6.6M15.8 8.2 17.4 6.6M8.2 15.8 6.6 17.4M15.8 15.8 17.4 17.4"/>'
    )
    formula: ClassVar[str] = r"y_k = f ( \sum_{c,i,j} x_{c,i,j} \, w_{c,k} ( u - s i, v - s j ) + b_k )"
    when_to_use: ClassVar[str] = "To draw images: in the decoder of an autoencoder and in the generator of a GAN."
    when_not: ClassVar[str] = "When checkerboards show: use Upsampling followed by a convolution."
    target: ClassVar[str] = "nn.ConvTranspose2d"
    slides: ClassVar[str] = "HW"

    def _require_axes(self, values: Shape) -> None:
        require_image(values, by="A transposed 2-D convolution")


class ConvTranspose1d(TransposedConvolution, kind="conv_transpose1d", title="Transposed convolution 1-D"):
    """Writes a short pattern for every time step of its input, giving a longer sequence."""

    icon: ClassVar[str] = (
        '<path d="M9 4.5V8M15 4.5V8"/><path d="M9 8 4.5 14M9 8 9.5 14M15 8 14.5 14M15 8 19.5 14" opacity=".45"/>'
        '<path d="M4.5 15V19.5M9.5 15V19.5M14.5 15V19.5M19.5 15V19.5"/>'
    )
    formula: ClassVar[str] = r"y_{u,k} = f ( \sum_{t,c} x_{t,c} \, w_{c,k} ( u - s t ) + b_k )"
    when_to_use: ClassVar[str] = "To restore the length of a sequence, as in an autoencoder for signals."
    when_not: ClassVar[str] = "To make a sequence shorter: use Convolution 1-D with a stride."
    target: ClassVar[str] = "nn.ConvTranspose1d"
    slides: ClassVar[str] = "T"

    filters: int = Field(32, ge=1, le=4096, description="Patterns to write with; each gives one output feature.")
    kernel_size: int = Field(3, ge=1, le=31, description="Length of a filter, in time steps.")
    stride: int = Field(2, ge=1, le=16, description="How many times longer the output is.")
    padding: Literal["same", "valid"] = Field(
        "same", description="same: exactly stride times the length; valid: everything that the filters write."
    )
    bias: bool = Field(True, description="Adds a learned constant to every output feature.")

    def _require_axes(self, values: Shape) -> None:
        require_sequence(values, by="A transposed 1-D convolution")
