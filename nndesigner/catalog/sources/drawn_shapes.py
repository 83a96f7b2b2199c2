"""Small pictures with several things to see in them."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.targets import Labels

SHAPES = ("circle", "square", "triangle", "cross")
SIDE = 16


class DrawnShapes(Generated, kind="shapes", title="Drawn shapes", group="Pictures"):
    """Pictures in which a circle, a square, a triangle and a cross may each be drawn or not.

    Each shape is there in every second picture, whatever the others are, at any place and of different sizes.
    """

    when_to_use: ClassVar[str] = "For several labels at once: sigmoid outputs with binary cross-entropy."
    when_not: ClassVar[str] = "For softmax, which expects exactly one class to be right."

    noise: float = Field(0.1, ge=0, le=1, description="Standard deviation of what is added to each pixel.")

    def sample_shape(self) -> Shape:
        return Shape(C=1, H=SIDE, W=SIDE)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Labels:
        return Labels(SHAPES)

    def contents(self) -> str:
        return f"{self.numbers()} gray images of {SIDE} × {SIDE} pixels, {len(SHAPES)} shapes that may be in them"
