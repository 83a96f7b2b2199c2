"""Pooling over the whole of an image or a sequence: to one value a channel, or to a size that is asked for."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, Module
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.sliding import channel_axis, require_image, require_slidable
from nndesigner.catalog.shapes import Shape


class GlobalPooling(Layer, group="Pooling"):
    """One value for each channel of an image or each feature of a sequence."""

    stem: ClassVar[str] = "global_pool"
    target: ClassVar[str]

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        require_slidable(values, by=self.title())
        return Shape(F=values.size_of(channel_axis(values)))

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Function(self.target, INPUT, dim=(2, 3) if "C" in shapes[0].axes else 1),)


class GlobalAveragePooling(GlobalPooling, kind="global_avg_pool", title="Global average pooling"):
    """Takes the mean of every channel over all pixels, or of every feature over all time steps.

    An image becomes a flat vector with one value for each channel, whatever its size was.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="15" rx="2" opacity=".55"/>'
        '<path d="M7 7 10 10M17 7 14 10M7 17 10 14M17 17 14 14"/>'
        '<circle cx="12" cy="12" r="2" fill="#fff" stroke="none"/>'
    )
    formula: ClassVar[str] = r"y_c = \frac{1}{H W} \sum_{i,j} x_{c,i,j}"
    when_to_use: ClassVar[str] = (
        "Between the last convolution and the output, instead of Flatten and large dense layers."
    )
    when_not: ClassVar[str] = "When it matters where in the image, or when in the sequence, something was found."
    target: ClassVar[str] = "torch.mean"


class GlobalMaxPooling(GlobalPooling, kind="global_max_pool", title="Global max pooling"):
    """Keeps the largest value of every channel over all pixels, or of every feature over all time steps.

    It shows whether a pattern occurs at all. Where several values are equally large they share the gradient.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="15" height="15" rx="2" opacity=".55"/>'
        '<path d="M7.5 16.5 12 7.5 16.5 16.5"/><circle cx="12" cy="7.8" r="2.1" fill="#fff" stroke="none"/>'
    )
    formula: ClassVar[str] = r"y_c = \max_{i,j} x_{c,i,j}"
    when_to_use: ClassVar[str] = "When one strong sign anywhere decides, as a keyword does in a text."
    when_not: ClassVar[str] = "When many weak signs count together: take the average."
    target: ClassVar[str] = "torch.amax"


class AdaptivePooling2d(Layer, group="Pooling"):
    """Patches chosen so that the output has the size asked for."""

    stem: ClassVar[str] = "pool"
    target: ClassVar[str]

    height: int = Field(4, ge=1, le=1024, description="Height of the output, in pixels.")
    width: int = Field(4, ge=1, le=1024, description="Width of the output, in pixels.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (image,) = shapes
        require_image(image, by=self.title())
        return image.replaced(H=self.height, W=self.width)

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module(self.target, (self.height, self.width)),)

    def key_parameters(self) -> str:
        return f"to {self.height}×{self.width}"


class AdaptiveAveragePooling2d(AdaptivePooling2d, kind="adaptive_avg_pool2d", title="Adaptive average pooling"):
    """Takes means of patches so large that the output has the height and width you ask for.

    The patches lie as evenly as they can; where the sizes do not divide they overlap by a pixel. If the output is
    larger than the image, pixels are repeated.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 8.5V4.5H8.5M15.5 4.5H19.5V8.5M19.5 15.5V19.5H15.5M8.5 19.5H4.5V15.5"/>'
        '<path d="M8.5 10H15.5M8.5 14H15.5" stroke-width="2.4"/>'
    )
    formula: ClassVar[str] = (
        r"y_{c,i} = \mathrm{mean}_u \; x_{c,u}, \quad \lfloor i H / h \rfloor \leq u < \lceil (i + 1) H / h \rceil"
    )
    when_to_use: ClassVar[str] = "To bring images of any size to the size that the next layers expect."
    when_not: ClassVar[str] = "When one value a channel is enough: use Global average pooling."
    target: ClassVar[str] = "nn.AdaptiveAvgPool2d"


class AdaptiveMaxPooling2d(AdaptivePooling2d, kind="adaptive_max_pool2d", title="Adaptive max pooling"):
    """Keeps the largest values of patches so large that the output has the height and width you ask for.

    The patches lie as evenly as they can; where the sizes do not divide they overlap by a pixel. If the output is
    larger than the image, pixels are repeated.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 8.5V4.5H8.5M15.5 4.5H19.5V8.5M19.5 15.5V19.5H15.5M8.5 19.5H4.5V15.5"/>'
        '<path d="M8.5 15 12 9 15.5 15Z" fill="#fff"/>'
    )
    formula: ClassVar[str] = (
        r"y_{c,i} = \max_u x_{c,u}, \quad \lfloor i H / h \rfloor \leq u < \lceil (i + 1) H / h \rceil"
    )
    when_to_use: ClassVar[str] = "To bring images of any size to a fixed size, keeping the strongest signs."
    when_not: ClassVar[str] = "When one value a channel is enough: use Global max pooling."
    target: ClassVar[str] = "nn.AdaptiveMaxPool2d"
