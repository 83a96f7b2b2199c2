"""The MNIST digits."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes


class Mnist(Source, kind="mnist", title="MNIST digits", group="Pictures"):
    """Handwritten digits: 60 000 gray images of 28 × 28 pixels to learn from and 10 000 to test with.

    Collected by Yann LeCun, Corinna Cortes and Christopher Burges from the NIST databases.
    """

    origin: ClassVar[str] = "NIST Special Databases 1 and 3"

    training_samples: int = Field(
        60_000, ge=100, le=60_000, description="Digits to learn from, the first ones; with few, networks overfit."
    )

    def sample_shape(self) -> Shape:
        return Shape(C=1, H=28, W=28)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Classes:
        return Classes(tuple("0123456789"))

    def counts(self) -> tuple[int, int]:
        return self.training_samples, 10_000

    def contents(self) -> str:
        return f"{grouped(self.training_samples)} + {grouped(10_000)} gray images of 28 × 28 pixels, 10 classes"
