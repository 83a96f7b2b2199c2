"""What a run has reached: counted over all folds, measured, and kept to be reported at the end."""

import json
from dataclasses import dataclass, field

import torch

from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.design.plain import design_from_plain, design_to_plain
from nndesigner.project.learned import Learned
from nndesigner.training.events import EpochDone, Metrics, StepDone
from nndesigner.training.state import State

_PLAIN = ("validation", "best_epoch", "epochs", "epoch", "step", "_best", "_validation_of_best")


@dataclass
class Reached:
    """How far a run of `design` is and what it has to show."""

    design: Design
    learned: Learned | None = None
    """What was learned up to the last good epoch, or the best with early stopping; None before that."""
    validation: Metrics = field(default_factory=dict)
    best_epoch: int | None = None
    """The epoch whose weights were kept when a fold ended."""
    epochs: int = 0
    """Epochs that were done wholly."""
    epoch: int = 0
    """The epoch of the last step."""
    step: int = 0
    _ordered: Design = field(init=False)
    """What `design` was at first."""
    _latest: Learned | None = None
    """What was learned up to the last good epoch, the best or not."""
    _best: int | None = None
    _validation_of_best: Metrics = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ordered = self.design

    @property
    def keeps_best(self) -> bool:
        """Whether the weights of the best epoch count, and not those of the last."""
        return self.design.training.early_stopping.enabled

    def note(self, event: StepDone | EpochDone) -> None:
        """Keep what an event reports; it is counted over all folds."""
        self.step, self.epoch = event.step, event.epoch
        if not isinstance(event, EpochDone):
            return
        self.epochs, self.validation, self._latest = event.epoch, event.validation, event.learned
        if event.is_best or not self.keeps_best:
            self.learned = event.learned
            self._best, self._validation_of_best = event.epoch, event.validation

    def follow(self, design: Design) -> None:
        """Go by another design. When the best epoch is no longer kept, the last one counts."""
        kept_best, self.design = self.keeps_best, design
        if kept_best and not self.keeps_best and self._latest:
            self.learned = self._latest

    def end_fold(self) -> None:
        """A fold is over, and what its best epoch reached may be what it reached."""
        if self.keeps_best:
            self.best_epoch, self.validation = self._best, self._validation_of_best

    def state(self) -> State:
        """Everything. What was learned is never changed, and no copy of it."""
        plain = {name.lstrip("_"): getattr(self, name) for name in _PLAIN}
        others = None if self._latest is None or self._latest is self.learned else self._to_state(self._latest)
        learned = None if self.learned is None else self._to_state(self.learned)
        return {**plain, "learned": learned, "latest": others}

    def resume(self, state: State) -> None:
        """Go on from there."""
        for name in _PLAIN:
            setattr(self, name, state[name.lstrip("_")])
        kept = state["learned"]
        self.learned = None if kept is None else self._from_state(kept)
        others = state["latest"]
        self._latest = self.learned if others is None else self._from_state(others)

    def _to_state(self, learned: Learned) -> State:
        prepared = learned.preparation
        return {
            "weights": {name: torch.from_numpy(values) for name, values in learned.weights.items()},
            "preparation": None if prepared is None else prepared.to_plain(),
            "design": None if learned.design is self._ordered else json.dumps(design_to_plain(learned.design)),
            "epoch": learned.epoch,
        }

    def _from_state(self, state: State) -> Learned:
        weights = {name: tensor.numpy().copy() for name, tensor in state["weights"].items()}
        prepared, changed = state["preparation"], state["design"]
        design = self._ordered if changed is None else design_from_plain(json.loads(changed))
        return Learned(design, weights, None if prepared is None else Fitted.from_plain(prepared), state["epoch"])
