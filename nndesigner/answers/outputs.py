"""Which output of the network is shown, where it has several."""

from nndesigner.answers.collection import Part
from nndesigner.design.goals import Goal, goals
from nndesigner.design.model import Design

NOT_YET = "The network cannot read this data yet: it has to be prepared first."
ALL = -1
"""Stands for all outputs, one below the other."""


class Outputs:
    """The outputs of the network that predicts; `chosen` is the place of one, or ALL."""

    def __init__(self) -> None:
        self.goals: tuple[Goal, ...] = ()
        self.chosen = ALL

    def follow(self, design: Design) -> None:
        """Take those of `design`; the choice stays when they are called the same."""
        before, self.goals = self.names, goals(design)
        if before != self.names:
            self.chosen = ALL
        if len(self.goals) == 1:
            self.chosen = 0

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(goal.name for goal in self.goals)

    @property
    def asked(self) -> tuple[Goal, ...]:
        """Those whose predictions are shown."""
        return self.goals if self.chosen == ALL else (self.goals[self.chosen],)

    @property
    def judged(self) -> int | None:
        """The one whose wrong predictions are searched for; None for all."""
        return None if self.chosen == ALL else self.chosen

    @property
    def drawn(self) -> int:
        """The one that is drawn on the plane: of all the first."""
        return max(self.chosen, 0)

    @property
    def about_drawn(self) -> str:
        """Which one is drawn, where that is not clear."""
        return f"Predictions of {self.names[self.drawn]}" if len(self.goals) > 1 else ""

    @property
    def is_measured(self) -> bool:
        """Whether predictions are not right or wrong but more or less far off."""
        return any(goal.target.kind == "values" for goal in self.asked)

    def why_not_judged(self, part: Part, problem: str, is_trained: bool) -> str:
        """Why wrong predictions for the samples of `part` cannot be found; empty when they can."""
        if not is_trained:
            return "Train the network first: there are no weights yet."
        learns_targets = any(not goal.learns_samples for goal in self.asked)
        if part.fed is None or (part.targets is None and learns_targets):
            return problem or NOT_YET
        if len({goal.target.kind == "values" for goal in self.asked}) > 1:
            return "Choose one output first: they are not wrong in the same way."
        return ""
