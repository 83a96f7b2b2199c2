"""Random parts of pictures."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.augmentations.augmentation import OfPictures
from nndesigner.catalog.calls import GENERATOR, INPUT, Function
from nndesigner.catalog.shapes import Shape


class ResizedCrop(OfPictures, kind="resized_crop", title="Crop and resize", group="Geometry"):
    """Cuts a part of random size and place out of each picture and enlarges it to the whole size.

    The part has between the least share and all of the area. Its height and width are stretched against each other by a
    factor that is drawn on a logarithmic scale, so that wide and tall are equally likely. What would reach beyond the
    picture ends at its border.
    """

    formula: ClassVar[str] = r"a \sim U(a_{\min}, 1), \quad h = H \sqrt{a / r}, \; w = W \sqrt{a \, r}"
    when_to_use: ClassVar[str] = "For photographs: it is what large networks for pictures are usually trained with."
    when_not: ClassVar[str] = "For small pictures that the thing fills: a cut digit may be no digit any more."
    neutral: ClassVar[dict[str, float]] = {"least_area": 1.0, "stretch": 1.0}

    least_area: float = Field(0.5, ge=0.01, le=1, description="The smallest share of the area that a part may have.")
    stretch: float = Field(1.33, ge=1, le=4, description="How much wider or taller, at most, than the picture it is.")

    def torch_call(self, sample: Shape) -> Function:
        self.require_picture(sample)
        return Function(
            "additions.random_resized_crop", INPUT, GENERATOR, least_area=self.least_area, stretch=self.stretch
        )


class PaddedCrop(OfPictures, kind="padded_crop", title="Pad and crop", group="Geometry"):
    """Adds a border of zeros to each picture and cuts a part of the old size out of it, at a random place.

    The picture moves by whole pixels, so that nothing is blurred.
    """

    formula: ClassVar[str] = r"x'_{c,h,w} = x_{c,h+i,w+j}, \quad i, j \in \{-b, \dots, b\}"
    when_to_use: ClassVar[str] = "For small pictures: with a border of 4 pixels it is the usual choice for 32 × 32."
    when_not: ClassVar[str] = "When 0 is no background, for instance white paper as 1: Translate repeats the border."
    neutral: ClassVar[dict[str, float]] = {"border": 0}

    border: int = Field(4, ge=0, le=256, description="Pixels b that are added on every side.")

    def torch_call(self, sample: Shape) -> Function:
        self.require_picture(sample)
        return Function("additions.random_padded_crop", INPUT, GENERATOR, border=self.border)
