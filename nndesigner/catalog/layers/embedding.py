"""The embedding: features for symbols."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.problems import Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Embedding(Weighted, kind="embedding", title="Embedding", group="Sequence"):
    """Looks every symbol up in a table and gives the row of features that it has learned for it.

    A symbol is a whole number from 0 on, below the size of the vocabulary. Only the rows of symbols that occur in a
    batch get a gradient; what is learned is the table itself.
    """

    icon: ClassVar[str] = (
        '<rect x="9.5" y="4.5" width="10" height="15" rx="1.5"/><path d="M9.5 14.5H19.5"/>'
        '<rect x="9.5" y="9.5" width="10" height="5" fill="#fff"/>'
        '<circle cx="4.8" cy="12" r="1.6" fill="#fff" stroke="none"/>'
    )
    stem: ClassVar[str] = "embedding"
    formula: ClassVar[str] = r"y_t = E_{x_t}"
    when_to_use: ClassVar[str] = "As the first layer on letters, words or other symbols."
    when_not: ClassVar[str] = "On measured numbers, which have a size of their own: use Dense."

    vocabulary: int = Field(
        128, ge=1, le=1_000_000, description="How many symbols there are; each has a row of its own."
    )
    features: int = Field(32, ge=1, le=16_384, description="Numbers that are learned for each symbol.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (symbols,) = shapes
        if symbols.axes != "T":
            hint = "Its symbols are whole numbers, such as the letters of a text."
            raise ShapeProblem("Embedding expects a row of symbols (T)", symbols, (Remove("Remove this layer"),), hint)
        return Shape(T=symbols.T, F=self.features)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        self.output_shape(*shapes)
        return {"weight": (self.vocabulary, self.features)}

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        return (Module("nn.Embedding", self.vocabulary, self.features),)

    def key_parameters(self) -> str:
        return f"{self.vocabulary} symbols, {self.features} features"
