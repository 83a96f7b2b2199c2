"""A prediction in words and lengths: what the prediction card draws."""

from dataclasses import dataclass

import numpy as np

from nndesigner.answers.collection import LINE_BREAK, in_words
from nndesigner.answers.predictions import Predictions
from nndesigner.answers.ready_network import Sent
from nndesigner.catalog.targets import Classes, Labels, Symbols, Values
from nndesigner.words.numbers import figure, percent, written

MOST_BARS, MOST_NEXT, MOST_LABELS, MOST_VALUES = 5, 3, 8, 4


@dataclass(frozen=True)
class Bar:
    """One line of a prediction: `length` from 0 to 1; `is_wanted` when it is the right one."""

    name: str
    value: str
    length: float
    is_wanted: bool = False


@dataclass(frozen=True)
class Summary:
    """What one of several outputs predicts, in a line; `is_right` is None where it is not right or wrong."""

    name: str
    said: str
    value: str
    length: float | None = None
    is_right: bool | None = None


@dataclass(frozen=True)
class Steps:
    """One sign for each step of the input, the target and the prediction."""

    read: tuple[str, ...]
    wanted: tuple[str, ...]
    said: tuple[str, ...]


def bars(sent: Sent, output: int) -> list[Bar]:
    """The likeliest classes, or all labels; the right class is always among them. Empty for other targets."""
    predictions = sent.predictions[output]
    if isinstance(predictions.goal.target, Classes):
        return _class_bars(sent, predictions, predictions.goal.target)
    if isinstance(predictions.goal.target, Labels):
        return _label_bars(sent, predictions, predictions.goal.target)
    return []


def _class_bars(sent: Sent, predictions: Predictions, target: Classes) -> list[Bar]:
    """Of rows with a class for each step those of the last."""
    values, wanted = predictions.values[0].astype(float), sent.wanted(predictions.goal)
    if target.per_step:
        values = values[-1]
    right = -1 if wanted is None else int(np.ravel(wanted)[-1])
    order = np.argsort(-values, kind="stable")[: MOST_NEXT if target.per_step else MOST_BARS].tolist()
    if right >= 0 and right not in order:
        order[-1] = right
    written = percent if predictions.are_probabilities else figure
    low, high = (0.0, 1.0) if predictions.are_probabilities else (min(values.min(), 0.0), max(values.max(), 1e-9))
    made = [(each, (values[each] - low) / ((high - low) or 1)) for each in order]
    return [Bar(target.names[each], written(values[each]), length, each == right) for each, length in made]


def _label_bars(sent: Sent, predictions: Predictions, target: Labels) -> list[Bar]:
    low, high = predictions.limits()
    wanted, values = sent.wanted(predictions.goal), np.atleast_1d(predictions.values[0].astype(float))
    holds = [] if wanted is None else (np.atleast_1d(wanted) > (target.low + target.high) / 2).tolist()
    parts = ((values - low) / ((high - low) or 1)).clip(0, 1).tolist()
    says = predictions.says_yes().reshape(-1).tolist()
    listed = []
    for name, value, part, is_true, yes in zip(target.names, np.ravel(values), parts, holds, says, strict=False):
        verdict = "right" if yes == is_true else "wrong"
        listed.append(Bar(name, f"{figure(float(value))} · {verdict}", part, is_true))
    return listed[:MOST_LABELS]


def steps(sent: Sent, output: int) -> Steps | None:
    """What was predicted step by step, where samples and predictions are rows of signs."""
    predictions = sent.predictions[output]
    target = predictions.goal.target
    if not isinstance(target, Classes) or not target.per_step or sent.collection.kind != "texts":
        return None
    read = tuple(sent.collection.text(sent.part, sent.sample))
    said = tuple(target.names[each] for each in predictions.judged[0].argmax(-1).tolist())
    aims = sent.wanted(predictions.goal)
    wanted = said if aims is None else tuple(target.names[each] for each in aims.tolist())
    is_plain = len(read) == len(said) and all(len(sign) == 1 for sign in (*wanted, *said))
    return Steps(read, _seen(wanted), _seen(said)) if is_plain else None


def _seen(signs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(LINE_BREAK if sign == "\n" else sign for sign in signs)


def rows(sent: Sent, output: int) -> list[tuple[str, str]]:
    """Prediction and target in words, where bars do not show them."""
    predictions = sent.predictions[output]
    wanted = sent.wanted(predictions.goal) if not predictions.goal.learns_samples else None
    listed = [("Prediction", _said(predictions))]
    if wanted is not None:
        listed.append(("Target", in_words(predictions.goal.target, wanted)))
    if predictions.goal.target.kind == "values" and (error := error_of(sent, predictions)) is not None:
        listed.append(("Mean error" if np.size(predictions.values[0]) > 1 else "Off by", written(error)))
    return listed


def numbers(sent: Sent, output: int) -> list[tuple[str, str, str, str]]:
    """Name, prediction, target and difference of each predicted number; empty where there are more than a few."""
    predictions = sent.predictions[output]
    wanted = sent.wanted(predictions.goal)
    if not isinstance(predictions.goal.target, Values) or predictions.goal.learns_samples or wanted is None:
        return []
    said, aims = (np.ravel(each).astype(float).tolist() for each in (predictions.values[0], wanted))
    if len(said) != len(aims) or len(said) > MOST_VALUES:
        return []
    names = sent.collection.target_columns
    if len(names) != len(said):
        if len(said) == 1:
            return []
        names = tuple(f"value {place + 1}" for place in range(len(said)))
    both = zip(names, said, aims, strict=True)
    return [(name, written(value), written(aim), written(abs(value - aim))) for name, value, aim in both]


def summary(sent: Sent, output: int) -> Summary:
    """What one output predicts, in a line."""
    predictions = sent.predictions[output]
    target, name, values = predictions.goal.target, predictions.goal.name, predictions.values[0]
    error = error_of(sent, predictions)
    if isinstance(target, Values):
        said = "" if predictions.goal.learns_samples else _said(predictions)
        return Summary(name, said, "" if error is None else f"off by {written(error)}")
    is_right = None if error is None else error == 0
    if isinstance(target, Classes) and not target.per_step:
        best = float(values.max())
        shown = percent(best) if predictions.are_probabilities else figure(best)
        return Summary(name, _said(predictions), shown, best if predictions.are_probabilities else None, is_right)
    if isinstance(target, Labels) and len(target.names) == 1:
        low, high = predictions.limits()
        value = float(np.ravel(values)[0])
        said = "true" if predictions.says_yes().reshape(-1)[0] else "false"
        return Summary(name, said, figure(value), min(max((value - low) / ((high - low) or 1), 0), 1), is_right)
    return Summary(name, _said(predictions), "" if error is None else f"{percent(1 - error)} right", None, is_right)


def error_of(sent: Sent, predictions: Predictions) -> float | None:
    """How wrong a prediction is; None where there is no target."""
    wanted = sent.given if predictions.goal.learns_samples else sent.wanted(predictions.goal)
    if wanted is None:
        return None
    aims = wanted if predictions.goal.learns_samples else wanted[None]
    return float(predictions.errors(sent.given, aims)[0])


def received(sent: Sent, is_short: bool = False) -> str:
    """The numbers that the network got of a row of a table; in short of a category only the one that holds."""
    names, values = sent.collection.fed_columns, np.ravel(sent.given).tolist()
    if len(names) != len(values):
        return ""
    listed = []
    for name, value in zip(names, values, strict=True):
        is_category = name not in sent.collection.columns and value in (0, 1)
        if is_short and is_category:
            listed += [name] if value else []
        else:
            listed.append(f"{name} {written(round(value, 6))}")
    return ", ".join(listed)


def _said(predictions: Predictions) -> str:
    target = predictions.goal.target
    if isinstance(target, Symbols):
        return " ".join(target.names[each] for each in predictions.rows()[0]) or "nothing"
    if isinstance(target, Classes):
        return in_words(target, predictions.judged[0].argmax(-1))
    if isinstance(target, Labels):
        holds = zip(target.names, predictions.says_yes().reshape(-1), strict=False)
        return ", ".join(name for name, each in holds if each) or "none"
    return in_words(target, predictions.values[0])
