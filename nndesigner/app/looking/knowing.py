"""Which network answers: the one that was trained last, as long as it can read the samples that are shown."""

from collections.abc import Iterable

from nndesigner.app.looking.answering import Knowledge, learned
from nndesigner.catalog.targets import Values
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.weights import Weights
from nndesigner.training.events import Event


class Knowing:
    """`now` is what answers. What was learned is kept while it does not fit: an undo may bring its data back."""

    def __init__(self, design: Design, weights: Weights | None) -> None:
        self.now = self._learned = Knowledge(design, weights)

    def listen(self, trained: Design | None, events: Iterable[Event], design: Design) -> bool:
        """Take over what `events` of the training of one design say; tells whether `design` is answered anew."""
        self._learned = learned(self._learned, trained, events)
        return self.follow(design)

    def follow(self, design: Design) -> bool:
        """Answer about the data of `design`; tells whether another network does that now."""
        before = self.now
        if self._learned.weights is not None and _form(self._learned.design.data) == _form(design.data):
            self.now = self._learned
        elif before.weights is not None or before.design is not design:
            self.now = Knowledge(design)
        return self.now is not before


def _form(data: DataOptions) -> tuple[object, ...]:
    """What a network has to be made for: the form of a sample and of what it is answered with."""
    target = data.target()
    return data.sample_shape(), data.vocabulary(), target.shape if isinstance(target, Values) else target
