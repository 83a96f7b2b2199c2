"""A sum of sine waves, predicted one step ahead."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Values

TAUGHT = 0.8
"""The part of the series, from its beginning, that is learned from."""


class Sine(Source, kind="sine", title="Sine, next value", group="Sequences"):
    """Stretches of a sine wave or of a sum of several; the target is the value that comes next.

    The first 80 % of the series are learned, the last 20 % are the test: it lies later than all that was learned.
    """

    origin: ClassVar[str] = "Computed by nndesigner"
    overlaps: ClassVar[bool] = True
    when_to_use: ClassVar[str] = "For a first recurrent network, and to see how a series is forecast."
    when_not: ClassVar[str] = "To show that long memory is needed: a few steps suffice to predict the next one."

    window: int = Field(25, ge=2, le=100, description="Steps that the network sees before the one it is asked for.")
    waves: int = Field(2, ge=1, le=5, description="Sine waves that are added up.")
    period: float = Field(25.0, ge=4, le=500, description="Steps of the slowest wave before it repeats.")
    noise: float = Field(0.02, ge=0, le=1, description="Standard deviation of what is added to each step.")
    length: int = Field(2000, ge=1000, le=20_000, description="Steps of the whole series.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed draws the same phases and noise.")

    def sample_shape(self) -> Shape:
        return Shape(T=self.window, F=1)

    def value_range(self) -> tuple[float, float]:
        return super().value_range() if self.noise else (-1.0, 1.0)

    def target(self) -> Values:
        return Values(Shape(F=1), *self.value_range())

    def steps(self) -> tuple[int, int]:
        """How many steps are learned from and how many are tested with."""
        taught = round(TAUGHT * self.length)
        return taught, self.length - taught

    def contents(self) -> str:
        taught, tested = (grouped(steps - self.window) for steps in self.steps())
        waves = "one sine wave" if self.waves == 1 else f"a sum of {self.waves} sine waves"
        return f"{taught} + {tested} stretches of {waves}, {self.window} steps each, and the step after"
