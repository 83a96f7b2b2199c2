"""What sources have in common whose samples are computed and not read."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.source import Source

LAST = ("samples", "test_samples", "seed")
"""The parameters that stand at the end of every form: what a source is about comes first."""


class Generated(Source):
    """As many samples as wanted, drawn at random; the same seed draws the same."""

    origin: ClassVar[str] = "Computed by nndesigner"

    samples: int = Field(1000, ge=10, le=20_000, description="Samples to learn from.")
    test_samples: int = Field(500, ge=10, le=20_000, description="Samples to test with, drawn in the same way.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed draws the same samples.")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return tuple(sorted(super().parameters(), key=lambda parameter: parameter.name in LAST))

    def numbers(self) -> str:
        """How many samples there are, in a few words: "1 000 + 500"."""
        return f"{grouped(self.samples)} + {grouped(self.test_samples)}"
