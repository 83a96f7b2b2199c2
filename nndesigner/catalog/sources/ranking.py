"""Lists to be put in order."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.targets import Values


class Ranking(Generated, kind="ranking", title="Ranked lists", group="Tables"):
    """Lists of items, each item with its features and a grade that says how relevant it is.

    The grade follows a hidden sum of the features with fixed weights, plus noise; all grades are about equally
    frequent.
    """

    when_to_use: ClassVar[str] = "For ranking losses, which care about the order of a list and not about the grades."
    when_not: ClassVar[str] = "For sequences: the order in which the items come says nothing."

    items: int = Field(8, ge=2, le=20, description="Items in a list.")
    features: int = Field(6, ge=1, le=20, description="Numbers that describe an item.")
    grades: int = Field(5, ge=2, le=10, description="Grades of relevance: 0 is not relevant.")
    noise: float = Field(
        0.2, ge=0, le=2, description="Standard deviation of the chance in a grade; that of the hidden sum is 1."
    )

    def sample_shape(self) -> Shape:
        return Shape(T=self.items, F=self.features)

    def target(self) -> Values:
        return Values(Shape(F=self.items), 0.0, self.grades - 1.0)

    def contents(self) -> str:
        return (
            f"{self.numbers()} lists of {self.items} items with {self.features} features, grades 0 to {self.grades - 1}"
        )
