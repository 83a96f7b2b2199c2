"""From raw data to arrays: splits it, fits every step on the training part, and does the steps to all parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nndesigner.catalog.description import Description, NotPrepared, gaps, in_words
from nndesigner.catalog.sources.table import MISSING, Table
from nndesigner.catalog.targets import Classes
from nndesigner.data.preparing import fitting, pictures, tables
from nndesigner.data.preparing.fitted import Fitted, Step
from nndesigner.data.samples import Inputs, Records, Samples, Streamed, Targets, UnreadableData
from nndesigner.data.splitting import Parts, cut, order_of
from nndesigner.design.options import DataOptions

Part = tuple[Inputs | Streamed, Targets]


@dataclass(frozen=True)
class Prepared:
    """What a training works with.

    `parts` are the numbers of the training and validation samples among `inputs` and `targets`, and of the test
    samples when the data has no test part of its own; its own are `test_inputs` and `test_targets`. `fitted` is None
    when nothing had to be done to the samples.
    """

    inputs: Inputs | Streamed = field(repr=False)
    targets: Targets = field(repr=False)
    test_inputs: Inputs | Streamed = field(repr=False)
    test_targets: Targets = field(repr=False)
    parts: Parts = field(repr=False)
    fitted: Fitted | None = None


def prepare(
    raw: Samples | Records, data: DataOptions, seed: int, fold: int = 0, fitted: Fitted | None = None
) -> Prepared:
    """`raw`, which the source of `data` gave, ready to learn from; with folds, for this one, counted from 0.

    The steps learn from the training part, or are those that are `fitted` already. Samples without steps are passed
    on as they are, without a copy. Raises UnreadableData, NotPrepared, CannotSplit.
    """
    if fitted and len(fitted.steps) != len(data.preparation):
        found = f"{len(fitted.steps)} steps were fitted, but the data is prepared in {len(data.preparation)}"
        raise UnreadableData(f"The preparation kept with the weights does not fit: {found}. Train again.")
    if isinstance(raw, Records):
        return _of_table(raw, data, seed, fold, fitted)
    return _of_samples(raw, data.source.describe(), data, parts_of(raw, data, seed, fold), fitted)


def parts_of(raw: Samples | Records, data: DataOptions, seed: int, fold: int = 0) -> Parts:
    """Which samples of the unprepared `raw` train, validate and test in this fold. Raises CannotSplit."""
    split, overlaps = data.split, data.source.overlaps
    if isinstance(raw, Records):
        number, has_test = raw.table.height, raw.test is not None
    else:
        number, has_test = len(raw.inputs), len(raw.test_inputs) > 0
    order = order_of(number, seed, split.shuffled and not overlaps)
    classes = _classes(raw, data) if split.stratified and not overlaps else None
    return list(cut(order, split, has_test, in_time=overlaps, classes=classes))[fold]


def _classes(raw: Samples | Records, data: DataOptions) -> NDArray[np.int64] | None:
    """The class of every sample, where each has one."""
    if not isinstance(raw, Records):
        is_of_classes = isinstance(data.target(), Classes) and raw.targets.ndim == 1
        return raw.targets.astype(np.int64, copy=False) if is_of_classes else None
    described = data.source.describe()
    target = described.column(described.targets[0]) if len(described.targets) == 1 else None
    if target is None or target.kind != "category":
        return None
    only = tables.readable(raw.table, Description((target,), (target.name,)))
    return _numbered(only[target.name], target.categories)


def _of_samples(
    raw: Samples, described: Description, data: DataOptions, parts: Parts, known: Fitted | None
) -> Prepared:
    inputs, tested = raw.inputs, raw.test_inputs
    steps: list[Step] = []
    for place, step in enumerate(data.preparation):
        learned = known.steps[place] if known else pictures.fitted(step, inputs, parts.taught, described)
        described = step.describe(described)
        inputs, tested = (_changed(each, learned, described) for each in (inputs, tested))
        steps.append(learned)
    fitted = Fitted("samples", tuple(steps)) if steps else None
    return Prepared(inputs, raw.targets, tested, raw.test_targets, parts, fitted)


def _changed(inputs: Inputs | Streamed, step: Step, after: Description) -> Inputs | Streamed:
    if isinstance(inputs, np.ndarray):
        return pictures.changed(inputs, step)
    return pictures.PreparedStream(inputs, (step,), (len(inputs), *after.sample_shape()))


def _of_table(raw: Records, data: DataOptions, seed: int, fold: int, known: Fitted | None) -> Prepared:
    described = data.source.describe()
    table = tables.readable(raw.table, described)
    parts = parts_of(raw, data, seed, fold)
    frames = [table[parts.taught], table[parts.aside]]
    frames.append(table[parts.tested] if raw.test is None else tables.readable(raw.test, described))
    fitted, (taught, aside, tested), after = _fitted(frames, described, data, known)
    if not taught.height:
        raise UnreadableData("There are no rows to learn from. Leave fewer out, or set a smaller part aside.")
    named = (taught, "training part"), (aside, "validation part"), (tested, "test part")
    inputs, targets = zip(*(_arrays(frame, fitted, after, where) for frame, where in named), strict=True)
    numbers = np.arange(taught.height + aside.height)
    ready = Parts(numbers[: taught.height], numbers[taught.height :], numbers[:0])
    return Prepared(np.concatenate(inputs[:2]), np.concatenate(targets[:2]), inputs[2], targets[2], ready, fitted)


def _fitted(
    frames: Sequence[pl.DataFrame], before: Description, data: DataOptions, known: Fitted | None
) -> tuple[Fitted, Sequence[pl.DataFrame], Description]:
    """What the steps learned from the first of `frames`, or `known`; all of them afterwards, and their description."""
    described = before
    steps = []
    for place, step in enumerate(data.preparation):
        learned = known.steps[place] if known else fitting.fitted(step, frames[0], described)
        described = step.describe(described)
        frames = [tables.changed(frame, learned) for frame in frames]
        steps.append(learned)
    if problem := described.unfinished():
        raise NotPrepared(problem)
    raw = {
        kind: tuple(each.name for each in before.inputs if (each.kind == "number") is kind) for kind in (True, False)
    }
    names = tuple(column.name for column in described.inputs) or raw[False]
    target = described.target()
    classes = target.names if isinstance(target, Classes) else ()
    source = data.source
    is_text = isinstance(source, Table) and source.layout != "parquet"
    fitted = Fitted(
        "table",
        tuple(steps),
        raw[True],
        raw[False],
        names,
        described.targets,
        classes,
        tuple(word for word in MISSING if word) if is_text else (),
        source.decimal if isinstance(source, Table) else ".",
    )
    return fitted, frames, described


def _arrays(frame: pl.DataFrame, fitted: Fitted, after: Description, where: str) -> tuple[Inputs, Targets]:
    if after.shape is not None:
        inputs: Any = frame[fitted.inputs[0]].to_numpy(writable=True).reshape(frame.height, *after.shape)
    else:
        inputs = _finite(frame, fitted.inputs, where)
    if not fitted.classes:
        return inputs, _finite(frame, fitted.targets, where)
    name = fitted.targets[0]
    targets = _numbered(frame[name], fitted.classes)
    if (targets < 0).any():
        _require_values(frame[name], where)
        strange = frame[name].filter(pl.Series(targets < 0))
        message = f"The target {in_words(name)} has {len(strange)} rows in the {where} whose value is no known class"
        raise UnreadableData(f"{message}, such as {in_words(strange[0])}.")
    return inputs, targets


def _numbered(values: pl.Series, categories: Sequence[str]) -> NDArray[np.int64]:
    """The number of every value among `categories`, -1 for what is none of them."""
    numbers = values.replace_strict(list(categories), list(range(len(categories))), default=-1, return_dtype=pl.Int64)
    return numbers.to_numpy(writable=True)


def _finite(frame: pl.DataFrame, names: Sequence[str], where: str) -> NDArray[np.float32]:
    """These columns as numbers, (rows, columns). Raises UnreadableData for what is missing or not finite."""
    numbers = frame.select(names).cast(pl.Float32).to_numpy(order="c", writable=True)
    if not np.isfinite(numbers).all():
        for place, name in enumerate(names):
            _require_values(frame[name], where)
            if endless := int((~np.isfinite(numbers[:, place])).sum()):
                message = f"The column {in_words(name)} is infinite or too large in {endless} rows of the {where}."
                raise UnreadableData(f"{message} Clip it, or leave it out.")
    return numbers


def _require_values(values: pl.Series, where: str) -> None:
    if missing := values.null_count():
        message = f"The column {in_words(values.name)} is missing {gaps(missing)} in the {where}."
        raise UnreadableData(f"{message} Fill them, or leave these rows out.")
