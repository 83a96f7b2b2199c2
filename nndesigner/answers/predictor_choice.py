"""Which network predicts: the one that was trained last, as long as it can read the samples that are shown."""

from collections.abc import Iterable

from nndesigner.catalog.targets import Values
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.learned import Learned, Predictor
from nndesigner.project.references import with_paths
from nndesigner.training.events import EpochDone, Event, Failed, Finished

UNTRAINED = "The network is untrained: its predictions are random."


class PredictorChoice:
    """`now` is what predicts. What was learned is kept while it does not fit: an undo may bring its data back."""

    def __init__(self, design: Design, learned: Learned | None) -> None:
        self._learned = learned
        self.now: Predictor = learned or design

    def listen(self, events: Iterable[Event], design: Design) -> bool:
        """Take over what `events` of a training say; reports whether `design` has another predictor now."""
        for event in events:
            if isinstance(event, EpochDone | Finished | Failed) and event.learned:
                self._learned = event.learned
        return self.follow(design)

    def follow(self, design: Design) -> bool:
        """Predict for the data of `design`; reports whether another network does that now."""
        before, known = self.now, self._learned
        self.now = known if known and _form(known.prepares(design.data)) == _form(known.design.data) else design
        return self.now is not before


def about(predictor: Predictor, design: Design, is_training: bool) -> str:
    """Which network predicts."""
    if not isinstance(predictor, Learned):
        return UNTRAINED
    before, now = (with_paths(each, lambda _: "").data for each in (predictor.design, design))  # moved is the same
    said = []
    if predictor.epoch is not None:
        said.append(f"After epoch {predictor.epoch}{', still training' if is_training else ''}.")
    if before.source != now.source:
        said.append("The data has changed since the training.")
    elif (before.preparation, before.split) != (now.preparation, now.split):
        said.append("The samples are prepared and split as for the training, not as chosen since.")
    elif not predictor.is_of(design):
        said.append("The design has changed since: this is the network as it was trained.")
    return " ".join(said) or "With the weights that are saved in the project."


def _form(data: DataOptions) -> tuple[object, ...]:
    """What a network has to be made for: the form of a sample and of its target."""
    target = data.target()
    return data.sample_shape(), data.vocabulary(), target.shape if isinstance(target, Values) else target
