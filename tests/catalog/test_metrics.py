"""Metrics, held against counting sample by sample."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

import nndesigner.catalog
from nndesigner.catalog.entry import entries
from nndesigner.catalog.metrics import F1, R2, Accuracy, Metric, Outcome, Precision, Recall

assert nndesigner.catalog.__doc__  # importing it declares every entry

Classes = list[int]
OF_CLASSES = [kind for kind, metric in entries("metric").items() if "classes" in metric.fits]
OF_NUMBERS = [kind for kind, metric in entries("metric").items() if "values" in metric.fits]


def of_classes(truths: Classes, answers: Classes, number: int = 3) -> Outcome:
    confusion = np.zeros((number, number))
    np.add.at(confusion, (truths, answers), 1)
    return Outcome(confusion=confusion)


def of_labels(truths: list[Classes], answers: list[Classes]) -> Outcome:
    """One row a sample, one column a label."""
    columns = zip(np.array(truths).T.tolist(), np.array(answers).T.tolist(), strict=True)
    return Outcome(confusion=np.stack([of_classes(*column, number=2).confusion for column in columns]))


def of_numbers(truths: NDArray[np.float64], answers: NDArray[np.float64]) -> Outcome:
    wrong = answers - truths
    return Outcome(
        errors=np.array([truths.size, (wrong**2).sum(), np.abs(wrong).sum(), truths.sum(), (truths**2).sum()])
    )


def by_counting(kind: str, truths: Classes, answers: Classes) -> float:
    """The mean over the classes that occur, where 0/0 counts 0."""
    pairs = list(zip(truths, answers, strict=True))
    if kind == "accuracy":
        return sum(truth == answer for truth, answer in pairs) / len(pairs)
    found = []
    for each in sorted({*truths, *answers}):
        hits = sum(pair == (each, each) for pair in pairs)
        precision = hits / answers.count(each) if each in answers else 0.0
        recall = hits / truths.count(each) if each in truths else 0.0
        harmonic = 2 * precision * recall / (precision + recall) if hits else 0.0
        found.append({"precision": precision, "recall": recall, "f1": harmonic}[kind])
    return sum(found) / len(found)


@pytest.mark.parametrize("kind", OF_CLASSES)
@pytest.mark.parametrize("seed", range(5))
def test_metrics_of_classes_are_what_counting_gives(kind, seed):
    random = np.random.default_rng(seed)
    truths, answers = random.integers(3, size=(2, 30 if seed else 4)).tolist()
    given = Metric.of_kind(kind).value(of_classes(truths, answers))
    assert given == pytest.approx(by_counting(kind, truths, answers))


def test_a_calculated_example():
    outcome = of_classes([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2])
    assert Accuracy().value(outcome) == pytest.approx(4 / 6)
    assert Precision().value(outcome) == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    assert Recall().value(outcome) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert F1().value(outcome) == pytest.approx((4 / 5 + 1 / 2 + 2 / 3) / 3)


@pytest.mark.parametrize("kind", OF_CLASSES)
def test_perfect_answers_give_one_whatever_classes_are_missing(kind):
    assert Metric.of_kind(kind).value(of_classes([0, 2, 2], [0, 2, 2])) == 1.0
    assert Metric.of_kind(kind).value(of_labels([[1, 0], [0, 0]], [[1, 0], [0, 0]])) == 1.0


def test_a_class_that_is_never_answered_has_precision_zero_and_one_that_never_occurs_recall_zero():
    outcome = of_classes([0, 1], [0, 0])
    assert Precision().value(outcome) == pytest.approx((1 / 2 + 0) / 2)
    assert Recall().value(outcome) == pytest.approx((1 + 0) / 2)
    assert Recall().value(of_classes([0, 0], [0, 1])) == pytest.approx((1 / 2 + 0) / 2)
    assert F1().value(outcome) == pytest.approx((2 / 3 + 0) / 2)


def test_of_several_labels_only_the_yes_is_looked_at_except_for_accuracy():
    outcome = of_labels([[1, 0], [1, 1], [0, 0], [0, 0]], [[1, 0], [0, 1], [0, 1], [0, 0]])
    assert Accuracy().value(outcome) == pytest.approx(6 / 8)
    assert Precision().value(outcome) == pytest.approx((1 + 1 / 2) / 2)
    assert Recall().value(outcome) == pytest.approx((1 / 2 + 1) / 2)
    assert F1().value(outcome) == pytest.approx((2 / 3 + 2 / 3) / 2)


@pytest.mark.parametrize("kind", ["precision", "recall", "f1"])
def test_labels_that_never_hold_and_are_never_answered_say_nothing(kind):
    assert math.isnan(Metric.of_kind(kind).value(of_labels([[0], [0]], [[0], [0]])))


@pytest.mark.parametrize("kind", OF_NUMBERS)
@pytest.mark.parametrize("seed", range(3))
def test_metrics_of_numbers_are_their_formulas(kind, seed):
    random = np.random.default_rng(seed)
    truths, answers = random.normal(5, 2, size=(2, 40, 3))
    wrong = answers - truths
    expected = {
        "mse": (wrong**2).mean(),
        "mae": np.abs(wrong).mean(),
        "r2": 1 - (wrong**2).sum() / ((truths - truths.mean()) ** 2).sum(),
    }
    assert Metric.of_kind(kind).value(of_numbers(truths, answers)) == pytest.approx(expected[kind])


def test_r2_is_one_for_perfect_answers_and_zero_for_the_mean():
    truths = np.array([1.0, 2.0, 6.0])
    assert R2().value(of_numbers(truths, truths)) == 1.0
    assert R2().value(of_numbers(truths, np.full(3, 3.0))) == pytest.approx(0)
    assert R2().value(of_numbers(truths, -truths)) < 0


@pytest.mark.parametrize("number", [0.0, 0.1, -1e6])
def test_r2_of_equal_targets_is_one_without_errors_and_zero_with_some(number):
    truths = np.full(1000, number)
    assert R2().value(of_numbers(truths, truths)) == 1.0
    assert R2().value(of_numbers(truths, truths + 0.5)) == 0.0


@pytest.mark.parametrize("kind", entries("metric"))
def test_without_samples_there_is_no_metric(kind):
    assert math.isnan(Metric.of_kind(kind).value(Outcome()))


@pytest.mark.parametrize("kind", entries("metric"))
def test_better_answers_make_the_metric_better(kind):
    metric = Metric.of_kind(kind)
    if kind in OF_CLASSES:
        worse, better = of_classes([0, 1, 2, 2], [0, 2, 1, 2]), of_classes([0, 1, 2, 2], [0, 1, 1, 2])
    else:
        truths = np.array([1.0, 2.0, 6.0])
        worse, better = of_numbers(truths, truths + 1), of_numbers(truths, truths + 0.5)
    assert (metric.value(better) > metric.value(worse)) == (metric.better == "higher")
