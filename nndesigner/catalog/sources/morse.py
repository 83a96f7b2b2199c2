"""Morse code, to be read without knowing where a letter begins."""

from types import MappingProxyType
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.targets import Symbols

CODE = MappingProxyType(
    {
        "E": ".", "T": "-", "A": ".-", "I": "..", "N": "-.", "M": "--", "S": "...", "O": "---",
        "U": "..-", "R": ".-.", "D": "-..", "K": "-.-", "G": "--.", "W": ".--",
    }
)  # fmt: skip
LENGTHS = MappingProxyType({".": 1, "-": 3})
"""How long a signal is on, in units; within a letter it is off for one unit, between letters for three."""
BETWEEN_LETTERS = 3
LONGEST_LETTER = 11
SHORTEST = 2
"""Letters of the shortest strip."""


class Morse(Generated, kind="morse", title="Morse code", group="Sequences"):
    """Noisy strips of Morse code with two letters or more; the target is the letters, without their places.

    A dot is one unit long and a dash three; letters are three units apart. Symbol 0 is the blank that CTC needs.
    """

    when_to_use: ClassVar[str] = "For the CTC loss, which finds out by itself where in the strip a letter stands."
    when_not: ClassVar[str] = "With other losses: the target is shorter than the strip."

    letters: int = Field(8, ge=2, le=14, description="Size of the alphabet: the first of E T A I N M S O U R D K G W.")
    longest: int = Field(4, ge=2, le=4, description="Letters in a strip, at most; at least there are two.")
    unit: int = Field(3, ge=1, le=6, description="Time steps of a dot.")
    noise: float = Field(0.1, ge=0, le=1, description="Standard deviation of what is added to each time step.")

    def alphabet(self) -> str:
        """The letters that occur."""
        return "".join(CODE)[: self.letters]

    def sample_shape(self) -> Shape:
        units = self.longest * LONGEST_LETTER + (self.longest + 1) * BETWEEN_LETTERS
        return Shape(T=self.unit * units, F=1)

    def value_range(self) -> tuple[float, float]:
        return super().value_range() if self.noise else (0.0, 1.0)

    def target(self) -> Symbols:
        return Symbols(("blank", *self.alphabet()))

    def contents(self) -> str:
        strips = f"{self.numbers()} strips of {self.sample_shape().T} steps"
        letters = "2" if self.longest == SHORTEST else f"{SHORTEST} to {self.longest}"
        return f"{strips} with {letters} letters of Morse code, {self.letters} different ones"
