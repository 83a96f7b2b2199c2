"""Points on the plane: tasks that can be seen as a whole."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.targets import Classes, Values


class PlanePoints(Generated):
    """Points with two coordinates, from about −1 to 1, in classes of equal size."""

    noise: float = Field(0.05, ge=0, le=1, description="Standard deviation of what is added to each coordinate.")

    def sample_shape(self) -> Shape:
        return Shape(F=2)

    def classes(self) -> tuple[str, ...]:
        """The names of the classes."""
        raise TypeError(f"{type(self).__name__} does not say its classes.")

    def target(self) -> Classes:
        return Classes(self.classes())

    def contents(self) -> str:
        return f"{self.numbers()} points on the plane, {len(self.classes())} classes"


class Spiral(PlanePoints, kind="spiral", title="Spiral", group="Plane"):
    """Points on arms that wind around each other from the middle outwards; each arm is a class."""

    when_to_use: ClassVar[str] = (
        "To see what hidden layers are for: the boundary between the arms is far from straight."
    )
    when_not: ClassVar[str] = "For a single layer, which cannot learn it."

    arms: int = Field(2, ge=2, le=5, description="Arms of the spiral, which are the classes.")
    turns: float = Field(1.0, ge=0.1, le=4, description="Full turns from the middle to the end of an arm.")
    noise: float = Field(0.03, ge=0, le=1, description="Standard deviation of what is added to each coordinate.")

    def classes(self) -> tuple[str, ...]:
        return numbered("arm", self.arms)


class Circles(PlanePoints, kind="circles", title="Circles", group="Plane"):
    """Points on circles around one middle; each circle is a class."""

    when_to_use: ClassVar[str] = "To see how few hidden units can close a boundary: three are enough for two circles."
    when_not: ClassVar[str] = "For a single layer, which cannot learn it."

    circles: int = Field(2, ge=2, le=5, description="Circles inside one another, which are the classes.")

    def classes(self) -> tuple[str, ...]:
        return numbered("circle", self.circles)


class Moons(PlanePoints, kind="moons", title="Moons", group="Plane"):
    """Two half circles that reach into each other; each is a class."""

    when_to_use: ClassVar[str] = "For a first network with a hidden layer."
    when_not: ClassVar[str] = "To compare strong networks: nearly all of them learn it."

    def classes(self) -> tuple[str, ...]:
        return "upper", "lower"


class Gaussians(PlanePoints, kind="gaussians", title="Gaussian clouds", group="Plane"):
    """Points scattered around one middle for each class; the middles lie on a circle."""

    when_to_use: ClassVar[str] = "For a single layer, and to see what overlap makes impossible."
    when_not: ClassVar[str] = "To see what hidden layers are for: straight lines separate the clouds."

    clouds: int = Field(3, ge=2, le=10, description="Clouds of points, which are the classes.")
    noise: float = Field(0.2, ge=0, le=1, description="Standard deviation of a cloud in each direction.")

    def classes(self) -> tuple[str, ...]:
        return numbered("cloud", self.clouds)


class Chessboard(PlanePoints, kind="chessboard", title="Chessboard", group="Plane"):
    """Points on the fields of a chessboard; dark and light are the classes, and two by two fields are XOR."""

    when_to_use: ClassVar[str] = "To see how many units a boundary of many pieces needs."
    when_not: ClassVar[str] = "For a single layer, which cannot learn it."

    fields: int = Field(2, ge=2, le=8, description="Fields along each side.")
    noise: float = Field(0.0, ge=0, le=1, description="Standard deviation of what is added to each coordinate.")

    def classes(self) -> tuple[str, ...]:
        return "dark", "light"


class Surface(Generated, kind="surface", title="Surface", group="Plane"):
    """Points on the plane and the height of a surface above each of them, to be predicted from its two coordinates."""

    when_to_use: ClassVar[str] = "For a first regression: one unit learns the plane, the others need hidden layers."
    when_not: ClassVar[str] = "For classification."

    surface: Literal["plane", "saddle", "hill", "waves"] = Field(
        "plane", description="plane: flat and tilted; saddle: the product x·y; hill: one round top; waves: up and down."
    )
    noise: float = Field(0.05, ge=0, le=1, description="Standard deviation of what is added to each height.")

    def sample_shape(self) -> Shape:
        return Shape(F=2)

    def value_range(self) -> tuple[float, float]:
        return -1.0, 1.0

    def target(self) -> Values:
        return Values(Shape(F=1)) if self.noise else Values(Shape(F=1), -1.0, 1.0)

    def contents(self) -> str:
        return f"{self.numbers()} points on the plane, each with the height of a {self.surface} above it"


def numbered(word: str, number: int) -> tuple[str, ...]:
    """Names such as "arm 1", "arm 2"."""
    return tuple(f"{word} {each + 1}" for each in range(number))
