"""What a project keeps of its runs: all of them, the weights of few, and less of the curves the older they are."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nndesigner.project import strict_json
from nndesigner.project.archive import MOST_RUNS
from nndesigner.project.record import MalformedRecord, Record, Summary

WITH_ALL_STEPS, FEW_STEPS = 10, 500
"""Runs whose curves are kept whole, and the steps that are kept of older ones."""
MOST_CURVES = 256 * 2**20
"""Bytes of curves in all; of the oldest runs they are left out then."""

Runs = tuple[Record, ...]


def kept(runs: Sequence[Record], chosen: str = "") -> Runs:
    """The same runs, oldest first, as a project keeps them.

    Weights stay with the last run that has some, the best, those that are pinned, and the one that is `chosen` to
    predict. Too many are too many from the oldest on; pinned ones and the chosen one stay whole.
    """
    spared = {each.identity for each in runs if each.summary.pinned} | {chosen}
    going = [each.identity for each in runs if each.identity not in spared]
    gone = set(going[: max(len(runs) - MOST_RUNS, 0)])
    left = [each for each in runs if each.identity not in gone]
    with_weights = spared | {best(left), last(left)}
    whole = spared | {each.identity for each in left[-WITH_ALL_STEPS:]}
    left = [each if each.identity in with_weights else each.without_weights() for each in left]
    left = [each if each.identity in whole else _with_few_steps(each) for each in left]
    return tuple(_within(left, MOST_CURVES))


def last(runs: Iterable[Record]) -> str:
    """The last run that learned something; empty when none has its weights."""
    return next((each.identity for each in reversed(tuple(runs)) if each.learned), "")


def best(runs: Iterable[Record]) -> str:
    """Of the runs that make the same loss small as the last one, that with the lowest validation loss."""
    all_runs = tuple(runs)
    alike = [each for each in all_runs if each.learned and each.design.training.loss == _loss(all_runs)]
    losses = {each.identity: _validation_loss(each.summary) for each in alike}
    return min(losses, key=lambda identity: losses[identity], default="")


def _loss(runs: Sequence[Record]) -> object:
    return runs[-1].design.training.loss if runs else None


def _validation_loss(summary: Summary) -> float:
    loss = summary.validation.get("loss", math.inf)
    return math.inf if math.isnan(loss) else loss


def _with_few_steps(record: Record) -> Record:
    """The same with fewer steps in its curves; those that cannot be read stay as they are."""
    try:
        history = record.history()
    except MalformedRecord:
        return record
    steps = history.get("steps") if history else None
    length = len(steps.get("step", ())) if isinstance(steps, dict) and isinstance(steps.get("step"), list) else 0
    if length <= FEW_STEPS or history is None:
        return record
    rows = sorted({round(row * (length - 1) / (FEW_STEPS - 1)) for row in range(FEW_STEPS)})
    return replace(record, curves=strict_json.write({**history, "steps": _chosen(steps, rows, length)}))


def _chosen(values: Any, rows: Sequence[int], length: int) -> Any:
    if isinstance(values, Mapping):
        return {name: _chosen(each, rows, length) for name, each in values.items()}
    return [values[row] for row in rows] if isinstance(values, list) and len(values) == length else values


def _within(runs: Sequence[Record], most: int) -> list[Record]:
    """The same without the curves of the oldest, if all together are more than `most` bytes."""
    found: list[Record] = []
    for record in reversed(runs):
        most -= len(record.curves or b"")
        found.insert(0, record if most >= 0 else replace(record, curves=None))
    return found
