"""Positional encoding: marks the order of the time steps for layers that see all of them at once."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.shapes import Shape


class PositionalEncoding(Trainable, kind="positional_encoding", title="Positional encoding", group="Sequence"):
    """Adds to every time step a pattern that encodes its position in the sequence.

    The fixed pattern holds sines and cosines in turn, from fast waves in the first features to slow ones in the last.
    Learned patterns begin as small random numbers, with standard deviation 0.02.
    """

    icon: ClassVar[str] = (
        '<path d="M4.5 9C7 4 9.5 4 12 9S17 14 19.5 9"/>'
        '<path d="M5.5 18.5V16.5M10 18.5V16.5M14.5 18.5V16.5M19 18.5V16.5"/>'
    )
    stem: ClassVar[str] = "positions"
    formula: ClassVar[str] = (
        r"y_t = x_t + p_t, \quad p_{t,2i} = \sin \frac{t}{10000^{2i/F}}, "
        r"\quad p_{t,2i+1} = \cos \frac{t}{10000^{2i/F}}"
    )
    when_to_use: ClassVar[str] = "Before attention, which by itself ignores the order of its inputs."
    when_not: ClassVar[str] = "Before recurrent layers or convolutions: they depend on the order anyway."

    patterns: Literal["fixed", "learned"] = Field(
        "fixed", description="fixed: sines and cosines; learned: numbers that training finds for each time step."
    )

    def output_shape(self, *shapes: Shape) -> Shape:
        return require_sequence(*shapes, by="Positional encoding")

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        sequence = self.output_shape(*shapes)
        return {"weight": (sequence.T, sequence.F)} if self.patterns == "learned" else {}

    def torch_calls(self, *shapes: Shape) -> Calls:
        sequence = self.output_shape(*shapes)
        target = "additions.LearnedPositions" if self.patterns == "learned" else "additions.SinusoidalPositions"
        return (Module(target, sequence.T, sequence.F),)

    def key_parameters(self) -> str:
        return self.patterns
