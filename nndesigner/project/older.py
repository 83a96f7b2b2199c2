"""Makes a run of what files of formats 1 to 3 kept of the last training, and of a history that comes without a run."""

import math
from collections.abc import Mapping
from typing import Any

from nndesigner.design.model import Design
from nndesigner.project import strict_json
from nndesigner.project.learned import Learned
from nndesigner.project.record import LONGEST_NAME, LONGEST_NOTE, MOST_METRICS, Ending, Record, Summary

FIRST = "run-1"


def run_of(
    design: Design,
    learned: Learned | None,
    history: Mapping[str, Any] | None,
    identity: str = FIRST,
    name: str = "Run 1",
) -> Record:
    """A run of `design`, as far as `history` tells what it was like; nobody kept when it was, and where."""
    curves = None if history is None else strict_json.write(history)
    return Record(summary_of(design, history or {}, identity, name), design, curves=curves, learned=learned)


def summary_of(design: Design, history: Mapping[str, Any], identity: str, name: str) -> Summary:
    """What the curves alone say of a run."""
    started, finished = _mapping(history.get("started")), _mapping(history.get("finished"))
    found = history.get("epochs")
    epochs = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    failure = history.get("failed")
    is_failed = isinstance(failure, str)
    best = min(epochs, key=lambda each: _metrics(each.get("validation")).get("loss", math.inf), default={})
    if finished.get("best_epoch") is None and "loss deviation" in _mapping(finished.get("validation")):
        best = {"validation": finished["validation"]}  # means over folds
    last = epochs[-1] if epochs else {}
    return Summary(
        identity,
        name,
        seconds=sum(_number(each.get("seconds")) for each in epochs) if epochs else None,
        ending=Ending.FAILED if is_failed else _ending(finished.get("reason")),
        failure=str(failure)[:LONGEST_NOTE] if is_failed else "",
        device=str(started.get("device", ""))[:LONGEST_NAME],
        threads=_count(started.get("threads")),
        seed=design.training.seed,
        step=_count(finished.get("step", last.get("step"))),
        steps=_count(started.get("epochs")) * _count(started.get("steps_per_epoch")),
        epoch=_count(finished.get("epochs", last.get("epoch"))),
        epochs=_count(started.get("epochs")),
        train=_metrics(last.get("train")),
        validation=_metrics(best.get("validation")) or _metrics(finished.get("validation")),
        test=_metrics(finished.get("test")),
        best_epoch=_count(best.get("epoch")) or None,
    )


def _ending(reason: Any) -> Ending:
    return Ending.STOPPED if reason == Ending.STOPPED.value else Ending.FINISHED


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value <= 2**40 else 0


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 1e12 else 0.0


def _metrics(value: Any) -> dict[str, float]:
    found = {name: each for name, each in _mapping(value).items() if isinstance(each, int | float)}
    return {name: float(each) for name, each in list(found.items())[:MOST_METRICS] if abs(each) < 1e15}
