"""Pictures turned, made larger or smaller, moved and slanted: maps that keep straight lines straight."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.augmentations.augmentation import OfPictures
from nndesigner.catalog.calls import GENERATOR, INPUT, Function
from nndesigner.catalog.shapes import Shape


class Affine(OfPictures):
    """An augmentation that maps every point of the picture by a matrix, values between pixels being interpolated."""

    outside: Literal["edge", "zero"] = Field(
        "edge", description="edge: repeats the border pixels beyond the picture; zero: puts 0 there."
    )

    def torch_call(self, sample: Shape) -> Function:
        self.require_picture(sample)
        return Function("additions.random_affine", INPUT, GENERATOR, **self.amounts(), outside=self.outside)

    def amounts(self) -> dict[str, Any]:
        """The keywords of the addition that this map needs."""
        raise TypeError(f"{type(self).__name__} does not say how it maps.")


class Rotate(Affine, kind="rotate", title="Rotate", group="Geometry"):
    """Turns each picture around its middle, by an angle drawn evenly from both directions."""

    formula: ClassVar[str] = r"p' = R(\alpha) \, p, \quad \alpha \sim U(-a, a)"
    when_to_use: ClassVar[str] = "For things seen at different angles; 10 to 15 degrees are usual for handwriting."
    when_not: ClassVar[str] = "With large angles where up and down matter: a 6 becomes a 9."
    neutral: ClassVar[dict[str, float]] = {"degrees": 0.0}

    degrees: float = Field(15.0, ge=0, le=180, description="The largest angle a, to either side.")

    def amounts(self) -> dict[str, Any]:
        return {"degrees": self.degrees}


class Scale(Affine, kind="scale", title="Scale", group="Geometry"):
    """Makes each picture larger or smaller around its middle; its size in pixels stays."""

    formula: ClassVar[str] = r"p' = s \, p, \quad s \sim U(s_{\min}, s_{\max})"
    when_to_use: ClassVar[str] = "For things that are near in one picture and far in another."
    when_not: ClassVar[str] = "Where size distinguishes the classes, as with coins of one design."
    neutral: ClassVar[dict[str, float]] = {"smallest": 1.0, "largest": 1.0}

    smallest: float = Field(0.8, ge=0.1, le=1, description="Least factor; below 1 the picture shrinks.")
    largest: float = Field(1.2, ge=1, le=10, description="Greatest factor; above 1 the picture grows over its border.")

    def amounts(self) -> dict[str, Any]:
        return {"scale": (self.smallest, self.largest)}


class Translate(Affine, kind="translate", title="Translate", group="Geometry"):
    """Moves each picture, by distances that are drawn for both directions on their own."""

    formula: ClassVar[str] = r"p' = p + (d_x W, \, d_y H), \quad d_x \sim U(-x, x), \; d_y \sim U(-y, y)"
    when_to_use: ClassVar[str] = "When things are not always in the middle, above all before dense layers."
    when_not: ClassVar[str] = "Where the place carries the meaning, as in a form that was scanned."
    neutral: ClassVar[dict[str, float]] = {"horizontal": 0.0, "vertical": 0.0}

    horizontal: float = Field(0.1, ge=0, le=1, description="Largest move x to the left or right, in widths.")
    vertical: float = Field(0.1, ge=0, le=1, description="Largest move y up or down, in heights.")

    def amounts(self) -> dict[str, Any]:
        return {"translation": (self.horizontal, self.vertical)}


class Shear(Affine, kind="shear", title="Shear", group="Geometry"):
    """Slants each picture as italics are slanted, by an angle drawn evenly from both directions."""

    formula: ClassVar[str] = r"p' = (p_x + p_y \tan \alpha, \; p_y), \quad \alpha \sim U(-a, a)"
    when_to_use: ClassVar[str] = "For handwriting, which leans differently with every writer."
    when_not: ClassVar[str] = "Where right angles matter, as in plans and screenshots."
    neutral: ClassVar[dict[str, float]] = {"degrees": 0.0}

    degrees: float = Field(10.0, ge=0, le=60, description="The largest angle a between an upright line and its image.")

    def amounts(self) -> dict[str, Any]:
        return {"shear": self.degrees}
