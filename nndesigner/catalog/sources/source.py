"""What every source promises, as far as it can be said without reading a sample."""

from typing import ClassVar

from nndesigner.catalog.description import Description
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Target


class Source(Entry, family="source"):
    """A set of samples with their targets."""

    origin: ClassVar[str] = ""
    overlaps: ClassVar[bool] = False
    """Whether samples are pieces of one series that share values with their neighbours.

    A random part of them would validate with what has been learned: the end of the series has to be set aside instead.
    """

    def sample_shape(self) -> Shape:
        """The shape of one sample; of one axis T for rows of symbols such as text."""
        raise TypeError(f"{type(self).__name__} does not say its shape.")

    def target(self) -> Target:
        """What is to be predicted for each sample."""
        raise TypeError(f"{type(self).__name__} does not say its target.")

    def vocabulary(self) -> tuple[str, ...]:
        """The symbols that samples are rows of, by number; empty when samples are numbers."""
        return ()

    def value_range(self) -> tuple[float, float]:
        """The least and the greatest number in a sample, as far as known."""
        return float("-inf"), float("inf")

    def describe(self) -> Description:
        """The data before any preparation."""
        low, high = self.value_range()
        return Description(shape=self.sample_shape(), vocabulary=self.vocabulary(), low=low, high=high)

    def class_names(self) -> tuple[str, ...]:
        """The names of the classes; empty when the targets are no classes."""
        target = self.target()
        return target.names if isinstance(target, Classes) else ()

    def spoken_name(self) -> str:
        """What it is called in a sentence: the name of its file, or its title."""
        path = self._file.path.replace("\\", "/").rstrip("/") if self._file else ""
        return path.rsplit("/", 1)[-1] or self.title()

    @property
    def _file(self) -> FileReference | None:
        files = (getattr(self, name) for name in type(self).model_fields)
        return next((file for file in files if isinstance(file, FileReference)), None)

    def unready(self) -> str:
        """Why there is nothing to read yet; empty when there is."""
        if self._file is None or self._file.path:
            return ""
        return f"No data is opened yet for {self.title()}. Choose it with File > Open data."

    def counts(self) -> tuple[int, int]:
        """How many samples there are to learn from and, of its own, to test with; 0 where that is not known."""
        return getattr(self, "samples", 0), getattr(self, "test_samples", 0)

    def contents(self) -> str:
        """What it holds, in a few words."""
        return ""
