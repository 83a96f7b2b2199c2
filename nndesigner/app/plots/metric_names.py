"""The metrics that a history has: their order, their titles, and how their values are written."""

from collections.abc import Iterable

import numpy as np

from nndesigner.app.plots.figures import figure, percent
from nndesigner.catalog.description import in_words as in_one_line
from nndesigner.catalog.entry import entries
from nndesigner.catalog.metrics import Metric, PerClass, class_of
from nndesigner.design.goals import goals, positive_classes
from nndesigner.design.model import Design
from nndesigner.training.history import History
from nndesigner.training.quantities import ACCURACY

_ORDER = ("accuracy", "precision", "recall", "f1", "r2", "mae", "mse")
"""The first that there is says most; metrics that are not named here follow."""


def kinds_in(names: Iterable[str]) -> tuple[str, ...]:
    """The kinds of metrics among `names` such as "f1" or "f1/digits", those that say most first."""
    found = {name.partition("/")[0] for name in names} & entries(Metric.family).keys()
    return tuple(sorted(found, key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind)))


def measured(history: History) -> tuple[str, ...]:
    """The kinds of metrics that `history` has over its steps or epochs."""
    names = [*history.epochs[-1].validation, *history.epochs[-1].train] if history.epochs else []
    return kinds_in(names) or (("accuracy",) if _is_read_at_steps(history) else ())


def _is_read_at_steps(history: History) -> bool:
    return not np.isnan(history.steps_of(ACCURACY.name)).all()


def title_of(kind: str, positive: str = "") -> str:
    """What the metric is called, with the class that it is of."""
    found = entries(Metric.family).get(kind)
    title = found.title() if found else kind
    return f"{title} of {in_one_line(positive)}" if positive else title


def help_of(kind: str, positive: str = "") -> str:
    """What the metric means, in a sentence."""
    found = entries(Metric.family).get(kind)
    if positive and found and issubclass(found, PerClass):
        return found.of_one_class.format(name=in_one_line(positive))
    return found.summary_line() if found else ""


def positive_of(kind: str, design: Design | None) -> str:
    """The one class that the metric is of, for all outputs that have it; empty where it is of all classes."""
    if design is None:
        return ""
    found, positives = goals(design), positive_classes(design)
    names = [f"{kind}/{goal.name}" if len(found) > 1 else kind for goal in found if goal.target.kind == "classes"]
    of_outputs = {class_of(name, positives) for name in names}
    return of_outputs.pop() if len(of_outputs) == 1 else ""


def is_part(kind: str) -> bool:
    """Whether it lies between 0 and 1 and is written in percent."""
    found = entries(Metric.family).get(kind)
    return issubclass(found, Metric) and found.is_part if found else False


def is_better_higher(kind: str) -> bool:
    """Whether more of the metric is better."""
    found = entries(Metric.family).get(kind)
    return not (found and issubclass(found, Metric) and found.better == "lower")


def in_words(kind: str, value: float) -> str:
    """A value of the metric: "97.8 %" or "0.79"."""
    return percent(value) if is_part(kind) else figure(value)
