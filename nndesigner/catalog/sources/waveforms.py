"""Waves of different forms."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.targets import Classes

FORMS = ("sine", "square", "triangle", "saw")


class Waveforms(Generated, kind="waveforms", title="Waveforms", group="Sequences"):
    """Noisy waves to be distinguished by their form: sine, square, triangle or saw, at any phase and pace."""

    when_to_use: ClassVar[str] = "To classify sequences with recurrent layers, convolutions or attention."
    when_not: ClassVar[str] = "To show long memory: one period is enough to recognize the form."

    steps: int = Field(64, ge=32, le=256, description="Time steps of one sample.")
    periods: float = Field(4.0, ge=1, le=8, description="Periods in a sample, at most; at least there is one.")
    noise: float = Field(0.1, ge=0, le=2, description="Standard deviation of what is added to each step.")

    def sample_shape(self) -> Shape:
        return Shape(T=self.steps, F=1)

    def value_range(self) -> tuple[float, float]:
        return super().value_range() if self.noise else (-1.0, 1.0)

    def target(self) -> Classes:
        return Classes(FORMS)

    def contents(self) -> str:
        return f"{self.numbers()} noisy waves of {self.steps} steps, {len(FORMS)} forms"
