"""Which metrics a history has."""

import numpy as np

from nndesigner.training.history import History
from nndesigner.training.quantities import ACCURACY
from nndesigner.words.metrics import kinds_in


def measured(history: History) -> tuple[str, ...]:
    """The kinds of metrics that `history` has over its steps or epochs."""
    names = [*history.epochs[-1].validation, *history.epochs[-1].train] if history.epochs else []
    return kinds_in(names) or (("accuracy",) if _is_read_at_steps(history) else ())


def _is_read_at_steps(history: History) -> bool:
    return not np.isnan(history.steps_of(ACCURACY.name)).all()
