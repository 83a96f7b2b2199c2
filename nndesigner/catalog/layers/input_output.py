"""Where data enters a network and where its output leaves."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from nndesigner.catalog.calls import Calls
from nndesigner.catalog.entry import OneOf, Part, titles
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.shapes import Shape

AS_TRAINING = "training"
"""The choice of an output that learns with the loss of the training."""
AXES_BY_LENGTH = {1: "F", 2: "TF", 3: "CHW"}


def _choices(family: str) -> dict[str, str]:
    return {AS_TRAINING: "As the training", **titles(family)}


def _known(family: str) -> AfterValidator:
    def known(name: str) -> str:
        if name not in _choices(family):
            raise ValueError(f"must be one of {', '.join(_choices(family))}")
        return name

    return AfterValidator(known)


LossName = Annotated[str, OneOf(lambda: _choices("loss")), _known("loss")]


def _own_optimizer(plain: Any) -> Optimizer | None:
    """None for that of the training; a kind alone, as files once held it, has the default settings."""
    if plain is None or plain == AS_TRAINING:
        return None
    return Optimizer.of_kind(plain) if isinstance(plain, str) else Optimizer.from_plain(plain)


OwnOptimizer = Annotated[
    Optimizer | None,
    Part(
        "optimizer",
        "Optimizer",
        "The optimizer of the layers that lead to this output alone.",
        absent="As the training",
    ),
    BeforeValidator(_own_optimizer),
    PlainSerializer(lambda optimizer: optimizer.to_plain() if optimizer else AS_TRAINING),
]
"""The type of a field that holds an optimizer, or None for that of the training."""


class Input(Layer, kind="input", title="Input", group="Core"):
    """Where the samples come in.

    One size is a flat vector (features), two are a sequence (time steps, features), three are an image
    (channels, height, width). One size of symbols is a row of whole numbers, such as the letters of a text. Several
    inputs share flat samples: each takes as many features as its shape says, from its first feature on.
    """

    icon: ClassVar[str] = '<path d="M4.5 12H14M10.5 8.2 14.3 12 10.5 15.8M19 5.5V18.5"/>'
    minimum_inputs: ClassVar[int] = 0
    maximum_inputs: ClassVar[int] = 0
    when_to_use: ClassVar[str] = "Once, at the top. Its shape must be the shape of one sample of the data."

    shape: tuple[int, ...] = Field((1, 28, 28), description="Sizes of one sample, such as 1 × 28 × 28 for gray images.")

    contents: Literal["numbers", "symbols"] = Field(
        "numbers", description="numbers: measured values; symbols: whole numbers that stand for letters or words."
    )
    first: int = Field(0, ge=0, le=1_000_000, description="First feature to take, when it takes only a part of them.")

    @field_validator("shape")
    @classmethod
    def _has_one_to_three_sizes(cls, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) not in AXES_BY_LENGTH:
            raise ValueError("should have one, two or three sizes")
        if not all(1 <= size <= 1_000_000 for size in shape):
            raise ValueError("should have sizes from 1 to 1 000 000")
        return shape

    @model_validator(mode="after")
    def _holds_symbols_in_a_row(self) -> Self:
        if self.contents == "symbols" and len(self.shape) != 1:
            raise ValueError("should have a shape of one size when it holds symbols")
        return self

    def output_shape(self, *shapes: Shape) -> Shape:
        if self.contents == "symbols":
            return Shape(T=self.shape[0])
        return Shape(**dict(zip(AXES_BY_LENGTH[len(self.shape)], self.shape, strict=True)))

    def torch_calls(self, *shapes: Shape) -> Calls:
        return ()

    def key_parameters(self) -> str:
        return " × ".join(str(size) for size in self.shape)


class Output(Layer, kind="output", title="Output", group="Core"):
    """Where the network's prediction leaves; the loss compares it with the target."""

    icon: ClassVar[str] = '<path d="M5 5.5V18.5M9.7 12H19.2M15.7 8.2 19.5 12 15.7 15.8"/>'
    has_output: ClassVar[bool] = False
    when_to_use: ClassVar[str] = (
        "At the bottom, after the layer that makes the prediction; a second one for a second task of the same network."
    )

    learns: Literal["targets", "samples"] = Field(
        "targets", description="targets: what the data asks for; samples: to reconstruct its own input (autoencoder)."
    )
    loss: LossName = Field(
        AS_TRAINING, description="How wrong its prediction is, with the default settings of the loss."
    )
    optimizer: OwnOptimizer = None
    weight: float = Field(1.0, ge=0, le=1e6, description="How much its loss counts beside those of other outputs.")

    def torch_calls(self, *shapes: Shape) -> Calls:
        return ()
