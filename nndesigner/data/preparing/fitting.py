"""What each kind of step learns from the training rows of a table; a step of a new kind adds its function here."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import polars as pl

from nndesigner.catalog.description import Column, Description, in_words
from nndesigner.catalog.preparations.categories import OneHot
from nndesigner.catalog.preparations.missing import DropMissing, FillMissing
from nndesigner.catalog.preparations.preparation import OfColumns, Preparation
from nndesigner.catalog.preparations.scaling import Clip, Logarithm, MinMax, Standardize
from nndesigner.catalog.preparations.text import UNKNOWN, Tokens
from nndesigner.data.preparing.fitted import Step
from nndesigner.data.samples import UnreadableData

Learn = Callable[[Any, pl.DataFrame, Description], Step]
OfKind = TypeVar("OfKind", bound=Learn)
EPSILON = sys.float_info.epsilon
"""Part of the mean, for each row, up to which a deviation counts as 0: the mean of equal numbers is a little off."""
LEARNERS: dict[str, Learn] = {}
"""By the kind of a step: what it learns from the training rows, whose description comes with them."""


def learns(kind: str) -> Callable[[OfKind], OfKind]:
    """Marks the function that fits the steps of `kind`."""

    def register(learn: OfKind) -> OfKind:
        LEARNERS[kind] = learn
        return learn

    return register


def fitted(step: Preparation, taught: pl.DataFrame, before: Description) -> Step:
    """What to do to every row, learned from the rows `taught`. Raises NotPrepared, UnreadableData."""
    if step.kind not in LEARNERS:
        raise UnreadableData(f"This version cannot do the step {step.title()} to a table.")
    step.describe(before)
    return LEARNERS[step.kind](step, taught, before)


@learns("fill_missing")
def _fill(step: FillMissing, taught: pl.DataFrame, before: Description) -> Step:
    usual = {column.name: _usual(step, column, taught) for column in step.chosen(before)}
    return {"do": "fill", "columns": usual}


def _usual(step: FillMissing, column: Column, taught: pl.DataFrame) -> float | str:
    known = taught[column.name]
    if column.kind == "text":
        return ""
    if column.kind == "number" and step.strategy == "constant":
        return step.value
    if column.kind == "number" and step.strategy != "most_frequent":
        value: Any = known.median() if step.strategy == "median" else known.mean()
    else:
        value = known.drop_nulls().mode().sort().first()
    if value is None:
        raise UnreadableData(
            f"The column {in_words(column.name)} has no value in the whole training part, so there is nothing to fill "
            "its gaps with. Leave the column out."
        )
    _require_finite(step, column, [value] if column.kind == "number" else [], known)
    return value if isinstance(value, str) else float(value)


@learns("drop_missing")
def _drop(step: DropMissing, taught: pl.DataFrame, before: Description) -> Step:
    return {"do": "drop", "columns": {column.name: None for column in step.chosen(before)}}


@learns("standardize")
def _standardize(step: Standardize, taught: pl.DataFrame, before: Description) -> Step:
    chosen = step.chosen(before)
    means = _numbers(taught, [pl.col(column.name).mean() for column in chosen])
    deviations = _numbers(taught, [pl.col(column.name).std(ddof=0) for column in chosen])
    learned = {}
    for column, mean, deviation in zip(chosen, means, deviations, strict=True):
        _require_finite(step, column, [mean, deviation], taught[column.name])
        is_constant = deviation <= taught.height * EPSILON * abs(mean)
        learned[column.name] = [mean, 1.0 if is_constant else 1 / deviation, 0.0, None, None]
    return {"do": "scale", "columns": learned}


@learns("min_max")
def _min_max(step: MinMax, taught: pl.DataFrame, before: Description) -> Step:
    chosen = step.chosen(before)
    lows = _numbers(taught, [pl.col(column.name).min() for column in chosen])
    highs = _numbers(taught, [pl.col(column.name).max() for column in chosen])
    learned: dict[str, list[float | None]] = {}
    for column, low, high in zip(chosen, lows, highs, strict=True):
        _require_finite(step, column, [low, high], taught[column.name])
        factor = (step.high - step.low) / (high - low) if high > low else 0.0
        limits = (None, None) if column.name in before.targets else (step.low, step.high)
        learned[column.name] = [low, factor, step.low, *limits]
    return {"do": "scale", "columns": learned}


@learns("clip")
def _clip(step: Clip, taught: pl.DataFrame, before: Description) -> Step:
    chosen = step.chosen(before)
    if step.by == "numbers":
        return {"do": "clip", "columns": {column.name: [step.low, step.high] for column in chosen}}
    parts = (step.low_quantile, step.high_quantile)
    lows, highs = (_numbers(taught, [pl.col(column.name).quantile(part) for column in chosen]) for part in parts)
    learned = {column.name: [low, high] for column, low, high in zip(chosen, lows, highs, strict=True)}
    for column in chosen:
        _require_finite(step, column, learned[column.name], taught[column.name])
    return {"do": "clip", "columns": learned}


@learns("log")
def _log(step: Logarithm, taught: pl.DataFrame, before: Description) -> Step:
    return {"do": "log", "columns": {column.name: None for column in step.chosen(before)}}


@learns("one_hot")
def _one_hot(step: OneHot, taught: pl.DataFrame, before: Description) -> Step:
    names = step.names(before)
    pairs = {column.name: zip(column.categories, names[column.name], strict=True) for column in step.chosen(before)}
    return {"do": "one_hot", "columns": {name: dict(pair) for name, pair in pairs.items()}}


@learns("tokens")
def _tokens(step: Tokens, taught: pl.DataFrame, before: Description) -> Step:
    (column,) = step.chosen(before)
    counts = Counter(piece for text in taught[column.name] for piece in pieces(text or "", step.level))
    kept = sorted(counts, key=lambda piece: (-counts[piece], piece))[: step.size - UNKNOWN - 1]
    numbers = {piece: number for number, piece in enumerate(kept, UNKNOWN + 1)}
    learned = {"level": step.level, "length": step.length, "padding": step.padding, "numbers": numbers}
    return {"do": "tokens", "columns": {column.name: learned}}


def pieces(text: str, level: str) -> Iterable[str]:
    """The words or characters of a text, as `rows.tokens` takes it apart."""
    return re.findall(r"\w+(?:['’]\w+)*", text.lower()) if level == "words" else text


def _numbers(table: pl.DataFrame, expressions: Iterable[pl.Expr]) -> list[Any]:
    """One number for each expression; NaN for what a column without values has not."""
    row = table.select(expressions).row(0)
    return [float("nan") if value is None else float(value) for value in row]


def _require_finite(step: OfColumns, column: Column, found: Iterable[Any], known: pl.Series) -> None:
    if all(abs(value) < float("inf") for value in found):  # NaN is not less
        return
    name, endless = in_words(column.name), known.is_infinite().sum()
    if endless:
        raise UnreadableData(f"The column {name} is infinite in {endless} rows, so {step.title()} cannot work with it.")
    if known.null_count() < len(known):
        (largest,) = _numbers(known.to_frame(), [pl.all().abs().max()])
        message = f"The column {name} has numbers up to {largest:g}, which are too large to work with."
        raise UnreadableData(f"{message} Clip them first.")
    raise UnreadableData(f"The column {name} has no value in the whole training part. Leave the column out.")
