"""What houses cost in California."""

from typing import ClassVar

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Values

PLACES = ("<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN")
NUMBERS = (
    "longitude",
    "latitude",
    "housing_median_age",
    "total_rooms",
    "total_bedrooms",
    "population",
    "households",
    "median_income",
)


class CaliforniaHousing(Source, kind="california_housing", title="California housing", group="Tables"):
    """House prices of 20 640 districts in the census of 1990: the median value, to predict from 13 features.

    Eight numbers are standardized with mean and deviation of the training part, after its median was put where the
    number of bedrooms is missing (207 districts). The place relative to the ocean is five features, one of them 1.
    The target is the median house value in units of 100 000 dollars; values above 5 were cut off by the census.
    """

    origin: ClassVar[str] = "United States census of 1990; R. K. Pace and R. Barry, 1997"
    when_to_use: ClassVar[str] = "For regression on a real table."
    when_not: ClassVar[str] = "For classification."

    def sample_shape(self) -> Shape:
        return Shape(F=len(NUMBERS) + len(PLACES))

    def target(self) -> Values:
        return Values(Shape(F=1), 0.0, 5.00001)

    def counts(self) -> tuple[int, int]:
        return 16_512, 4_128

    def contents(self) -> str:
        return "16 512 + 4 128 districts with 13 features; their median house value in 100 000 dollars"
