"""What every augmentation promises."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Self

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape


class Augmentation(Entry, family="augmentation"):
    """A random change of training samples that leaves their meaning as it is; new for every batch."""

    neutral: ClassVar[Mapping[str, float]] = MappingProxyType({})
    """For each parameter that says how much is changed, the value with which nothing is."""

    def torch_call(self, sample: Shape) -> Function:
        """The function of INPUT, a batch (batch, *sample) on the device, that gives the changed batch.

        All that it draws comes from GENERATOR, which is on the same device. Raises ShapeProblem for samples that it
        cannot change.
        """
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")

    def at(self, strength: float) -> Self:
        """The same, but weaker: with `strength` 0 nothing is changed, with 1 as much as the parameters say."""
        values = self.values()
        return self.changed(
            **{
                name: type(values[name])(nothing + strength * (values[name] - nothing))
                for name, nothing in self.neutral.items()
            }
        )


class OfPictures(Augmentation):
    """An augmentation that needs height and width."""

    def require_picture(self, sample: Shape) -> None:
        """Raise ShapeProblem unless the samples are pictures."""
        if sample.axes != "CHW":
            raise ShapeProblem(f"{self.title()} expects images (C × H × W)", sample, hint="Remove it for this data.")
