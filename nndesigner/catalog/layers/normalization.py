"""Normalization: values brought to a common scale between layers."""

from typing import Any, ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.layers.sliding import channel_axis, channels_first, require_image
from nndesigner.catalog.problems import Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Normalization(Trainable, group="Normalization"):
    """Values with mean 0 and variance 1, then a learned scale and shift."""

    stem: ClassVar[str] = "norm"

    epsilon: float = Field(1e-5, gt=0, le=1, description="Keeps the division safe where a feature never changes.")
    affine: bool = Field(True, description="Learns a scale γ and a shift β to follow.")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Those of one kind first, then those that all have."""
        shared = ("epsilon", "affine", "frozen")
        return tuple(sorted(super().parameters(), key=lambda each: (each.name in shared, each.name == "frozen")))

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        sizes = self._weight_sizes(self.output_shape(*shapes))
        return {"weight": sizes, "bias": sizes} if self.affine else {}

    def _weight_sizes(self, values: Shape) -> tuple[int, ...]:
        """The size of the scale and of the shift: one number for each channel or feature."""
        return (values.size_of(channel_axis(values)),)

    def _keywords(self, default: bool, name: str = "affine") -> dict[str, Any]:
        """Arguments that all have; `name` is what torch calls the scale and shift, `default` whether it has them."""
        return {"eps": self.epsilon, **({} if self.affine == default else {name: self.affine})}


class BatchNormalization(Normalization, kind="batch_norm", title="Batch normalization"):
    """Gives every feature mean 0 and variance 1 over the batch, then a learned scale and shift.

    While training it uses the statistics of the batch; afterwards the running averages it kept. In images a feature is
    a channel, averaged over all pixels; in sequences it is averaged over all time steps. The running variance is the
    unbiased one (divided by n − 1), the one that is used while training is not.
    """

    icon: ClassVar[str] = (
        '<path d="M4 17.5C9.5 17.5 8.5 6 12 6S14.5 17.5 20 17.5"/><path d="M12 10V17.5" opacity=".55"/>'
    )
    formula: ClassVar[str] = r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
    when_to_use: ClassVar[str] = "In deep networks: it allows larger learning rates and steadies the gradients."
    when_not: ClassVar[str] = "With batches of one or two samples, whose statistics say little."

    momentum: float = Field(0.1, gt=0, le=1, description="Weight of the newest batch in the running averages.")

    def output_shape(self, *shapes: Shape) -> Shape:
        shapes[0].require_numbers(by="Batch normalization")
        return shapes[0]

    def torch_calls(self, *shapes: Shape) -> Calls:
        values = self.output_shape(*shapes)
        target = "nn.BatchNorm2d" if "C" in values.axes else "nn.BatchNorm1d"
        keywords = self._keywords(default=True) | {"momentum": self.momentum}
        return channels_first(values, Module(target, *self._weight_sizes(values), **keywords))

    def key_parameters(self) -> str:
        return f"momentum {self.momentum:g}"


class LayerNormalization(Normalization, kind="layer_norm", title="Layer normalization"):
    """Gives the features of every sample mean 0 and variance 1, then a learned scale and shift.

    It works on one sample alone, so it does the same while training and afterwards, whatever the batch size. In
    sequences every time step is normalized by itself; in images all channels and pixels are normalized together.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 6H19.5" stroke-width="3"/><path d="M4.5 12H19.5M4.5 18H19.5" opacity=".55"/>'
        '<path d="M9.5 3.5V8.5M14.5 3.5V8.5" opacity=".35"/>'
    )
    formula: ClassVar[str] = (
        r"y_i = \gamma_i \frac{x_i - \mathrm{mean}(x)}{\sqrt{\mathrm{var}(x) + \epsilon}} + \beta_i"
    )
    when_to_use: ClassVar[str] = "In transformers and recurrent networks, and with small batches."
    when_not: ClassVar[str] = (
        "In convolutional networks with large batches: batch normalization is usually better there."
    )

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        values.require_numbers(by="Layer normalization")
        if max(self._weight_sizes(values)) == 1:
            remove = Remove("Remove this layer")
            raise ShapeProblem("Layer normalization needs at least two features", values, (remove,), _ALWAYS_ZERO)
        return values

    def torch_calls(self, *shapes: Shape) -> Calls:
        sizes = self._weight_sizes(self.output_shape(*shapes))
        return (Module("nn.LayerNorm", sizes, **self._keywords(default=True, name="elementwise_affine")),)

    def _weight_sizes(self, values: Shape) -> tuple[int, ...]:
        return tuple(values) if "C" in values.axes else (values.F,)


class InstanceNormalization(Normalization, kind="instance_norm", title="Instance normalization"):
    """Gives every channel of every image mean 0 and variance 1 over its pixels, then a learned scale and shift.

    It removes contrast and brightness of the single picture, while training and afterwards alike.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="6" height="6" rx="1.5" fill="#fff"/>'
        '<path d="M13.5 4.5H19.5V10.5H13.5ZM4.5 13.5H10.5V19.5H4.5ZM13.5 13.5H19.5V19.5H13.5Z" opacity=".55"/>'
    )
    formula: ClassVar[str] = (
        r"y_{c,i,j} = \gamma_c \frac{x_{c,i,j} - \mathrm{mean}(x_c)}{\sqrt{\mathrm{var}(x_c) + \epsilon}} + \beta_c"
    )
    when_to_use: ClassVar[str] = "In networks that draw images, such as style transfer and some GANs."
    when_not: ClassVar[str] = "When the overall brightness or contrast of an image matters."

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by="Instance normalization")
        if image.H * image.W == 1:
            remove = Remove("Remove this layer")
            raise ShapeProblem("Instance normalization needs at least two pixels", image, (remove,), _ALWAYS_ZERO)
        return image

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.InstanceNorm2d", shapes[0].C, **self._keywords(default=False)),)


class GroupNormalization(Normalization, kind="group_norm", title="Group normalization"):
    """Gives every group of channels of a sample mean 0 and variance 1, then a learned scale and shift.

    With one group it normalizes all channels together, with as many groups as channels each by itself. In images a
    group includes all pixels, in sequences all time steps. Batches play no part.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="6.3" rx="1.5" fill="#fff"/>'
        '<rect x="4.5" y="13.2" width="15" height="6.3" rx="1.5"/><path d="M4.5 16.35H19.5" opacity=".55"/>'
    )
    formula: ClassVar[str] = (
        r"y_c = \gamma_c \frac{x_c - \mathrm{mean}(x_G)}{\sqrt{\mathrm{var}(x_G) + \epsilon}} + \beta_c, \quad c \in G"
    )
    when_to_use: ClassVar[str] = "On images when batches must be small, because the network or the images are large."
    when_not: ClassVar[str] = "With large batches: batch normalization is usually better there."

    groups: int = Field(8, ge=1, le=4096, description="Parts that the channels are split into; must divide them.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        values.require_numbers(by="Group normalization")
        if not self._splits(values, self.groups):
            axis = channel_axis(values)
            fitting = [groups for groups in range(1, self.groups) if self._splits(values, groups)][-1:]
            fixes = [SetParameter("groups", groups, f"Set groups to {groups}") for groups in fitting]
            expected = f"Group normalization needs groups of at least two values that divide the size of {axis}"
            found = f"{values} and {self.groups} groups"
            raise ShapeProblem(expected, found, (*fixes, Remove("Remove this layer")))
        return values

    def torch_calls(self, *shapes: Shape) -> Calls:
        values = self.output_shape(*shapes)
        module = Module("nn.GroupNorm", self.groups, *self._weight_sizes(values), **self._keywords(default=True))
        return channels_first(values, module)

    def key_parameters(self) -> str:
        return f"{self.groups} groups"

    @staticmethod
    def _splits(values: Shape, groups: int) -> bool:
        return values.size_of(channel_axis(values)) % groups == 0 and values.count > groups


_ALWAYS_ZERO = "Of a single value, less its mean, nothing is left."
