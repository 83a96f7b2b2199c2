"""Numbers with something added to them."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.calls import GENERATOR, INPUT, Function
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape


class Noise(Augmentation, kind="noise", title="Noise", group="Values"):
    """Adds a normally distributed number to every value of every sample."""

    formula: ClassVar[str] = r"x' = x + \varepsilon, \quad \varepsilon \sim N(0, \sigma^2)"
    when_to_use: ClassVar[str] = "For measurements, and so that a network does not memorize the last digit."
    when_not: ClassVar[str] = "For columns of one-hot numbers, and for rows of symbols, which it cannot change."
    neutral: ClassVar[dict[str, float]] = {"standard_deviation": 0.0}

    standard_deviation: float = Field(0.05, ge=0, le=100, description="Standard deviation σ, in units of the samples.")

    def torch_call(self, sample: Shape) -> Function:
        if sample.is_symbols:
            raise ShapeProblem("Noise expects numbers", f"a row of symbols ({sample})", hint="Remove it for this data.")
        noise = Function("torch.randn_like", INPUT, generator=GENERATOR)
        return Function("torch.add", INPUT, noise, alpha=self.standard_deviation)
