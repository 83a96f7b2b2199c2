"""The logic gates: the smallest tasks there are."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Labels

GATES = ("and", "or", "nand", "nor", "xor", "xnor")


class LogicGates(Source, kind="gates", title="Logic gates", group="Logic"):
    """The four rows of a logic gate with two inputs, which are learned and tested alike.

    A straight line separates the rows of AND, OR, NAND and NOR; none separates those of XOR and XNOR.
    """

    origin: ClassVar[str] = "Boole's algebra"
    when_to_use: ClassVar[str] = "To follow every step of a perceptron, and to see what one layer cannot learn."
    when_not: ClassVar[str] = "To see how well a network generalizes: there are no other rows."

    gate: Literal["and", "or", "nand", "nor", "xor", "xnor"] = Field("and", description="The gate to learn.")
    bipolar: bool = Field(False, description="Writes false as −1 instead of 0, in inputs and targets.")
    several: bool = Field(False, description="Asks for all six gates at once, each with an output of its own.")

    def gates(self) -> tuple[str, ...]:
        """The gates that are asked for."""
        return GATES if self.several else (self.gate,)

    def sample_shape(self) -> Shape:
        return Shape(F=2)

    def value_range(self) -> tuple[float, float]:
        return (-1.0 if self.bipolar else 0.0), 1.0

    def target(self) -> Labels:
        return Labels(tuple(gate.upper() for gate in self.gates()), *self.value_range())

    def contents(self) -> str:
        false = "−1" if self.bipolar else "0"
        return f"The 4 rows of {', '.join(self.target().names)}: two inputs, {false} or 1"
