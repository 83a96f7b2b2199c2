"""The sample of the worked example."""

from typing import ClassVar

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Values


class WorkedExample(Source, kind="worked_example", title="Worked example", group="Logic"):
    """One sample with the inputs 1, 1, 0, 1 and the target 1, to follow backpropagation with pencil and paper."""

    origin: ClassVar[str] = "The classic textbook calculation of backpropagation"
    when_to_use: ClassVar[str] = "To compare every number of one step with a calculation by hand."
    when_not: ClassVar[str] = "For anything else: nothing general can be learned from one sample."

    def sample_shape(self) -> Shape:
        return Shape(F=4)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Values:
        return Values(Shape(F=1), 0.0, 1.0)

    def contents(self) -> str:
        return "1 sample: inputs 1, 1, 0, 1 and target 1"
