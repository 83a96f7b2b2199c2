"""Pictures as in a mirror."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.augmentations.augmentation import OfPictures
from nndesigner.catalog.calls import GENERATOR, INPUT, Function
from nndesigner.catalog.shapes import Shape


class Flip(OfPictures, kind="flip", title="Flip", group="Geometry"):
    """Mirrors some of the pictures, drawn at random.

    With both, left and right are swapped and, in a draw of its own, top and bottom too.
    """

    formula: ClassVar[str] = r"x'_{c,h,w} = x_{c,h,W+1-w} \quad \mathrm{with\ probability}\ p"
    when_to_use: ClassVar[str] = "For photographs of things that look alike from both sides: animals, cars, leaves."
    when_not: ClassVar[str] = "Where the side carries the meaning: letters, digits, the side of the heart in an X-ray."
    neutral: ClassVar[dict[str, float]] = {"probability": 0.0}

    direction: Literal["horizontal", "vertical", "both"] = Field(
        "horizontal",
        description="horizontal: swaps left and right; vertical: swaps top and bottom; both: each for itself.",
    )
    probability: float = Field(0.5, ge=0, le=1, description="How often a picture is mirrored.")

    def torch_call(self, sample: Shape) -> Function:
        self.require_picture(sample)
        return Function(
            "additions.random_flip", INPUT, GENERATOR, direction=self.direction, probability=self.probability
        )
