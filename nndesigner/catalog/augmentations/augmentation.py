"""What every augmentation promises."""

from nndesigner.catalog.calls import Function
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.shapes import Shape


class Augmentation(Entry, family="augmentation"):
    """A random change of training samples that leaves their meaning as it is; new for every batch."""

    def torch_call(self, sample: Shape) -> Function:
        """The function of INPUT, a batch (batch, *sample) on the device, that gives the changed batch."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")
