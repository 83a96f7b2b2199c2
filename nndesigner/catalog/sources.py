"""Sources: where samples come from, as far as can be said without reading them."""

from typing import ClassVar

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.shapes import Shape


class Source(Entry, family="source"):
    """A set of samples with their targets."""

    origin: ClassVar[str] = ""

    def sample_shape(self) -> Shape:
        """The shape of one sample."""
        raise TypeError(f"{type(self).__name__} does not say its shape.")

    def class_names(self) -> tuple[str, ...]:
        """The names of the classes; empty when the targets are numbers."""
        return ()

    def contents(self) -> str:
        """What it holds, in a few words."""
        return ""


class Mnist(Source, kind="mnist", title="MNIST digits"):
    """Handwritten digits: 60 000 gray images of 28 × 28 pixels to learn from and 10 000 to test with.

    Collected by Yann LeCun, Corinna Cortes and Christopher Burges from the NIST databases.
    """

    origin: ClassVar[str] = "NIST Special Databases 1 and 3"

    def sample_shape(self) -> Shape:
        return Shape(C=1, H=28, W=28)

    def class_names(self) -> tuple[str, ...]:
        return tuple("0123456789")

    def contents(self) -> str:
        return "60 000 + 10 000 gray images of 28 × 28 pixels, 10 classes"
