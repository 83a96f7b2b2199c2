"""Activations: functions applied to every value, as layers of their own and as the last step of other layers."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from nndesigner.catalog.calls import Calls
from nndesigner.catalog.entry import OneOf, entries
from nndesigner.catalog.layers.layer import Layer, WeightShapes
from nndesigner.catalog.shapes import Shape

ACTIVATIONS: dict[str, type["Activation"]] = {}
"""Every activation by kind. The kinds themselves are declared in the files `activations_*.py`."""


class Activation(Layer, group="Activation"):
    """A function of each value alone, or, as softmax, of the values side by side."""

    has_slope: ClassVar[bool] = True
    """Whether a gradient comes through it anywhere."""
    squashes: ClassVar[bool] = False
    """Whether it makes probabilities or the like of any numbers, so that nothing good comes of doing it twice."""
    is_sideways: ClassVar[bool] = False
    """Whether what it gives depends on all values side by side."""
    range: ClassVar[str] = ""
    """The values it can give, in interval notation."""

    @classmethod
    def __pydantic_init_subclass__(cls, *, kind: str = "", **more: Any) -> None:
        super().__pydantic_init_subclass__(kind=kind, **more)
        if kind:
            ACTIVATIONS[kind] = cls

    def value(self, x: float) -> float:
        """The function itself, for one number."""
        raise TypeError(f"{type(self).__name__} is not a function of one number.")

    def derivative(self, x: float) -> float:
        """The derivative that torch uses, for one number."""
        raise TypeError(f"{type(self).__name__} is not a function of one number.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        values.require_numbers(by=self.title())
        return values


def feature_axis(shape: Shape) -> int:
    """The position of the channels or features in a batch: 1 for images, the last for everything else."""
    return shape.axes.index("C") + 1 if "C" in shape.axes else len(shape)


def _known(name: str) -> str:
    if name not in ACTIVATIONS:
        raise ValueError(f"must be one of {', '.join(ACTIVATIONS)}")
    return name


ActivationName = Annotated[
    str, OneOf(lambda: {kind: entry.title() for kind, entry in ACTIVATIONS.items()}), AfterValidator(_known)
]


def activation_calls(name: str, shape: Shape) -> Calls:
    """The calls of the activation called `name`, with its usual parameters, on a value of `shape`."""
    activation = entries("layer")[name]()
    return activation.torch_calls(shape) if isinstance(activation, Activation) else ()


def activation_weights(name: str, shape: Shape) -> WeightShapes:
    """What the activation called `name` learns on a value of `shape`, named as part of another layer."""
    activation = entries("layer")[name]()
    return activation.weight_shapes(shape) if isinstance(activation, Activation) else {}
