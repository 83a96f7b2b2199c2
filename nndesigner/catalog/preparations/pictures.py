"""Pictures brought to one size and to one channel."""

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.description import Description, NotPrepared
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.shapes import Shape


class Resize(Preparation, kind="resize", title="Resize", group="Pictures"):
    """Makes pictures smaller or larger; each new pixel is a weighted mean of the old ones that lie under it.

    The weights fall linearly with the distance. When pictures shrink they reach as far as one new pixel is wide, so
    that no fine line gets lost. The sides are scaled independently of each other.
    """

    formula: ClassVar[str] = r"x'_{ij} = \sum_{k,l} a_{ik} \, b_{jl} \, x_{kl}"
    when_to_use: ClassVar[str] = "When pictures are larger than needed: half the side is a quarter of the work."
    when_not: ClassVar[str] = "When small details decide, or when the other proportions would mislead."

    height: int = Field(32, ge=1, le=1024, description="Rows of pixels afterwards.")
    width: int = Field(32, ge=1, le=1024, description="Columns of pixels afterwards.")

    def describe(self, before: Description) -> Description:
        shape = require_picture(before, self.title())
        return replace(before, shape=shape.replaced(H=self.height, W=self.width))


class Gray(Preparation, kind="gray", title="Gray", group="Pictures"):
    """Turns the three colours of a picture into one brightness, as the eye weighs them (ITU-R BT.601)."""

    formula: ClassVar[str] = r"y = 0.299 \, r + 0.587 \, g + 0.114 \, b"
    when_to_use: ClassVar[str] = "When colours say nothing about the target: a third of the numbers is left."
    when_not: ClassVar[str] = "When colours distinguish the classes."

    def describe(self, before: Description) -> Description:
        shape = require_picture(before, self.title())
        if shape.C not in (1, 3):
            raise NotPrepared(f"Gray works on red, green and blue, but the pictures have {shape.C} channels.")
        return replace(before, shape=shape.replaced(C=1))


def require_picture(before: Description, title: str) -> Shape:
    """The shape of the pictures. Raises NotPrepared when the data is something else."""
    if before.shape is None or before.shape.axes != "CHW":
        found = f"samples of shape {before.shape}" if before.shape else "a table"
        raise NotPrepared(f"{title} works on pictures, but the data is {found}.")
    return before.shape
