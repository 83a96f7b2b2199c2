"""Metrics: what people ask of a network, beside the loss that it learns from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.entry import Entry, entries
from nndesigner.catalog.targets import TargetKind

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What was counted over all samples, in float64.

    For classes `confusion` holds at [truth, prediction] how many samples there were; for labels there is a table of two
    by two for each label, `confusion[label, truth, prediction]`. For values, `errors` sums over all numbers: count,
    Σ(y−t)², Σ|y−t|, Σt, Σt². `positive` is the class that precision, recall and F1 are of, where one unit learned two
    classes.
    """

    confusion: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    errors: Numbers = field(default_factory=lambda: np.zeros(5))
    positive: int | None = None


class Metric(Entry, family="metric"):
    """A number between people and network, computed from everything that was counted."""

    fits: ClassVar[tuple[TargetKind, ...]] = ()
    """The targets it can be computed for."""
    is_part: ClassVar[bool] = True
    """Whether it lies between 0 and 1 and is shown in percent."""
    better: ClassVar[str] = "higher"
    """"higher" or "lower"."""

    def value(self, outcome: Outcome) -> float:
        """The metric; NaN when nothing was counted."""
        raise TypeError(f"{type(self).__name__} does not say how it is computed.")


class Accuracy(Metric, kind="accuracy", title="Accuracy"):
    """The part of the samples that were predicted correctly.

    With several labels each label counts as a prediction of its own.
    """

    fits: ClassVar[tuple[TargetKind, ...]] = ("classes", "labels")
    formula: ClassVar[str] = r"\frac{\mathrm{right}}{\mathrm{all}}"
    when_to_use: ClassVar[str] = "When all classes are about as frequent and all mistakes equally bad."
    when_not: ClassVar[str] = "When one class is rare: always saying the other one would look good."

    def value(self, outcome: Outcome) -> float:
        total = outcome.confusion.sum()
        right = np.trace(outcome.confusion, axis1=-2, axis2=-1).sum()
        return float(right / total) if total else float("nan")


class PerClass(Metric):
    """A metric of single classes, averaged over them with equal weight (macro average).

    With several labels it is computed for the yes of each label and averaged over the labels. Classes and labels that
    occur neither in the targets nor in the predictions are left out. Where one unit learned two classes it is that of
    the positive class alone.
    """

    fits: ClassVar[tuple[TargetKind, ...]] = ("classes", "labels")
    of_one_class: ClassVar[str] = ""
    """What it says where it is that of the class called {name} alone."""

    def value(self, outcome: Outcome) -> float:
        right, predicted, actual = _found(outcome)
        occurs = predicted + actual > 0
        if not occurs.any():
            return float("nan")
        return float(self.of_classes(right[occurs], predicted[occurs], actual[occurs]).mean())

    def of_classes(self, right: Numbers, predicted: Numbers, actual: Numbers) -> Numbers:
        """The metric of each class, from how many samples are `predicted` as it, `right`, and `actual` members."""
        raise TypeError(f"{type(self).__name__} does not say how it is computed.")


class Precision(PerClass, kind="precision", title="Precision"):
    """How many of the samples predicted as a class belong to it, averaged over the classes.

    Every class counts alike, however rare (macro average); with several labels, the yes of every label does. Where one
    unit learned two classes, it is that of the positive class alone. A class that is never predicted though it occurs
    has precision 0. One that neither occurs nor is predicted is left out.
    """

    formula: ClassVar[str] = r"\frac{1}{K} \sum_k \frac{\mathrm{right}_k}{\mathrm{predicted}_k}"
    of_one_class: ClassVar[str] = "How many of the samples predicted as {name} belong to it."
    when_to_use: ClassVar[str] = "When a false alarm is the worse mistake."
    when_not: ClassVar[str] = "Alone: a network that says yes only when certain has high precision and finds little."

    def of_classes(self, right: Numbers, predicted: Numbers, actual: Numbers) -> Numbers:
        return right / np.maximum(predicted, 1)


class Recall(PerClass, kind="recall", title="Recall"):
    """How many of those that belong to a class were found, averaged over the classes.

    Every class counts alike, however rare (macro average); with several labels, the yes of every label does. Where one
    unit learned two classes, it is that of the positive class alone. A class that is predicted though it never occurs
    has recall 0. One that neither occurs nor is predicted is left out.
    """

    formula: ClassVar[str] = r"\frac{1}{K} \sum_k \frac{\mathrm{right}_k}{\mathrm{actual}_k}"
    of_one_class: ClassVar[str] = "How many of those that belong to {name} were found."
    when_to_use: ClassVar[str] = "When missing one is the worse mistake."
    when_not: ClassVar[str] = "Alone: a network that always says yes misses nothing."

    def of_classes(self, right: Numbers, predicted: Numbers, actual: Numbers) -> Numbers:
        return right / np.maximum(actual, 1)


class F1(PerClass, kind="f1", title="F1 score"):
    """The harmonic mean of precision and recall of each class, averaged over the classes.

    The mean over the classes comes last (macro average), so it is not the harmonic mean of the averaged precision and
    recall; with several labels, it goes over the yes of every label. Where one unit learned two classes, it is that of
    the positive class alone. A class without a correct prediction has F1 0. One that neither occurs nor is predicted is
    left out.
    """

    formula: ClassVar[str] = (
        r"\frac{1}{K} \sum_k \frac{2 \, \mathrm{right}_k}{\mathrm{predicted}_k + \mathrm{actual}_k}"
    )
    of_one_class: ClassVar[str] = "The harmonic mean of precision and recall of {name}."
    when_to_use: ClassVar[str] = "When classes are rare, and false alarms and misses are equally bad."
    when_not: ClassVar[str] = "When large classes should count more: use accuracy."

    def of_classes(self, right: Numbers, predicted: Numbers, actual: Numbers) -> Numbers:
        return 2 * right / (predicted + actual)


def _found(outcome: Outcome) -> tuple[Numbers, Numbers, Numbers]:
    """For each class, the yes of each label, or the positive class: correct predictions, predictions, and targets."""
    confusion = outcome.confusion
    if confusion.ndim == 3:
        return confusion[:, 1, 1], confusion[:, :, 1].sum(1), confusion[:, 1, :].sum(1)
    looked_at = slice(None) if outcome.positive is None else [outcome.positive]
    return np.diagonal(confusion)[looked_at], confusion.sum(0)[looked_at], confusion.sum(1)[looked_at]


def class_of(name: str, positives: Mapping[str, str]) -> str:
    """The one class that the metric called `name`, such as "precision" or "f1/animal", is of; empty for most metrics.

    `positives` are the positive classes by the names of the outputs, which metrics carry when there are several.
    """
    kind, _, output = name.partition("/")
    metric = entries(Metric.family).get(kind)
    if metric is None or not issubclass(metric, PerClass):
        return ""
    return positives.get(output, "") if output else next(iter(positives.values()), "")


class OfNumbers(Metric):
    """A metric of predicted numbers, over all outputs of all samples."""

    fits: ClassVar[tuple[TargetKind, ...]] = ("values",)
    is_part: ClassVar[bool] = False

    def value(self, outcome: Outcome) -> float:
        return self.of_sums(outcome.errors) if outcome.errors[0] else float("nan")

    def of_sums(self, errors: Numbers) -> float:
        """The metric from `Outcome.errors`, with at least one number counted."""
        raise TypeError(f"{type(self).__name__} does not say how it is computed.")


class MeanSquaredError(OfNumbers, kind="mse", title="Mean squared error"):
    """The mean of the squared differences between predictions and targets.

    It is the mean over all outputs of all samples, in the square of the unit of the targets.
    """

    better: ClassVar[str] = "lower"
    formula: ClassVar[str] = r"\frac{1}{n} \sum_i (y_i - t_i)^2"
    when_to_use: ClassVar[str] = "When large errors are much worse than small ones."
    when_not: ClassVar[str] = "When a few targets are far off: they decide it alone."

    def of_sums(self, errors: Numbers) -> float:
        return float(errors[1] / errors[0])


class MeanAbsoluteError(OfNumbers, kind="mae", title="Mean absolute error"):
    """The mean distance between predictions and targets.

    It is the mean over all outputs of all samples, in the unit of the targets.
    """

    better: ClassVar[str] = "lower"
    formula: ClassVar[str] = r"\frac{1}{n} \sum_i |y_i - t_i|"
    when_to_use: ClassVar[str] = "To say in plain words how far off the predictions are."
    when_not: ClassVar[str] = "When large errors are much worse than small ones."

    def of_sums(self, errors: Numbers) -> float:
        return float(errors[2] / errors[0])


class R2(OfNumbers, kind="r2", title="R²"):
    """How much better the predictions are than the mean of the targets: 1 is perfect, 0 no better.

    It is below 0 for predictions worse than the mean. All outputs share one mean. When all targets are equal it is 1
    for predictions without any error, and 0 for others.
    """

    formula: ClassVar[str] = r"1 - \frac{\sum_i (y_i - t_i)^2}{\sum_i (\bar t - t_i)^2}"
    when_to_use: ClassVar[str] = "To compare regressions whose targets have different units."
    when_not: ClassVar[str] = "With few samples, or targets that hardly differ."

    def of_sums(self, errors: Numbers) -> float:
        number, squared_error, _, total, squares = errors
        spread = squares - total**2 / number
        if spread <= ROUNDING * squares:
            return 0.0 if squared_error else 1.0
        return float(1 - squared_error / spread)


ROUNDING = 1e-13
"""What is left of equal numbers, in parts of their squares, when the square of their mean is taken off."""
