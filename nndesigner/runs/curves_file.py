"""The curves of a run as lines of JSON that are only ever added to, so that a crash costs the last line at most.

A line is a piece of the history in its plain form, such as {"steps": {"step": [7, 8], "loss": [0.5, 0.4]}}, or
{"cut": 120, "over": 3}: the run went on from step 120, when three epochs were over, and what earlier lines say of what
came later was done again. Masks and confusion matrices stand in the history that is written at the end.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nndesigner.training import last_seen
from nndesigner.training.columns import evenly_chosen
from nndesigner.training.events import Changed, EpochDone, Event, Failed, Finished, Started, StepDone
from nndesigner.training.history import MOST_STEPS, History

MOST_ROWS, HALVED_AFTER, LEAST_ROWS = 1000, 20_000, 4
"""Steps in a line: at most `MOST_ROWS`, half as many after each further `HALVED_AFTER` steps, never less than the
least: a day of thousands of steps a second stays within some hundred MB."""
LARGEST = 2**30
TAIL = 2**20
"""Bytes at the end of a file in which the last step is looked for."""
CUT, OVER = "cut", "over"
KEPT = (StepDone, EpochDone, Changed, Started, Finished, Failed)

Plain = dict[str, Any]


def piece(events: Iterable[Event], rows_before: int = 0) -> Plain:
    """What `events` report, of their steps not more than a line should have; empty when curves show none of it."""
    kept = [event for event in events if isinstance(event, KEPT)]
    steps = [event for event in kept if isinstance(event, StepDone)]
    most = max(MOST_ROWS >> (rows_before // HALVED_AFTER), LEAST_ROWS)
    chosen = {id(steps[row]) for row in evenly_chosen(len(steps), most).tolist()} if len(steps) > most else None
    history = History()
    for event in kept:
        if chosen is None or not isinstance(event, StepDone) or id(event) in chosen:
            history.add(event)
    plain = history.to_plain() if kept else {}
    return {
        name: value for name, value in plain.items() if value and name not in last_seen.NAMES and not _is_empty(value)
    }


def rows_of(plain: Plain) -> int:
    """How many steps a piece has."""
    return len(plain.get("steps", {}).get("step", ()))


def line(plain: Plain) -> bytes:
    """A line of the file."""
    return (json.dumps(plain, allow_nan=False, separators=(",", ":")) + "\n").encode()


def read(path: Path) -> Plain:
    """The history that the lines of a file make together. Lines that are broken are passed over. Raises OSError."""
    whole: Plain = {"steps": {}, "epochs": []}
    length = 0
    with path.open("rb") as file:
        for text in file.read(LARGEST).splitlines():
            found = _parsed(text)
            step = found.get(CUT)
            length = _cut(whole, step, found.get(OVER)) if isinstance(step, int) else _extend(whole, found, length)
    whole["steps"] = _thinned(whole["steps"], length)
    return whole


def last_step(path: Path) -> int:
    """The last step that stands in a file, as far as its end tells; 0 when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL))
            lines = file.read().splitlines()
    except OSError:
        return 0
    for text in reversed(lines):
        steps = _parsed(text).get("steps")
        if isinstance(steps, dict) and isinstance(found := steps.get("step"), list) and found:
            return int(found[-1]) if isinstance(found[-1], int | float) else 0
    return 0


def _is_empty(value: Any) -> bool:
    return isinstance(value, Mapping) and not value.get("step", True)


def _parsed(text: bytes) -> Plain:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _extend(whole: Plain, found: Plain, length: int) -> int:
    """Add a piece to what there is of `length` steps, and give the steps that there are then."""
    for name, value in found.items():
        if name == "steps" and isinstance(value, dict):
            rows = len(value.get("step", ()))
            _extend_columns(whole["steps"], value, length, rows)
            length += rows
        elif isinstance(value, list):
            whole.setdefault(name, []).extend(value)
        else:
            whole[name] = value
    return length


def _extend_columns(columns: Plain, found: Plain, length: int, rows: int) -> None:
    for name in {**columns, **found}:
        new = found.get(name)
        if isinstance(new, dict) or isinstance(columns.get(name), dict):
            _extend_columns(columns.setdefault(name, {}), new or {}, length, rows)
        else:
            before: list[Any] = columns.setdefault(name, [None] * length)
            before.extend(new if isinstance(new, list) and len(new) == rows else [None] * rows)


def _cut(whole: Plain, step: int, over: Any) -> int:
    """Take away what comes after `step` and the epochs that are `over`, and how it ended; gives the steps left."""
    length = sum(each <= step for each in whole["steps"].get("step", ()))
    whole["steps"] = _chosen(whole["steps"], range(length))
    for name, value in whole.items():
        if isinstance(value, list):
            kept = [each for each in value if isinstance(each, dict) and each.get("step", 0) <= step]
            whole[name] = [each for each in kept if not isinstance(over, int) or each.get("epoch", 0) <= over]
    whole["finished"] = whole["failed"] = None
    return length


def _thinned(columns: Plain, length: int) -> Plain:
    """At most as many steps as a history in a file has."""
    if length <= MOST_STEPS:
        return columns
    return _chosen(columns, evenly_chosen(length, MOST_STEPS).tolist())


def _chosen(columns: Plain, rows: Sequence[int]) -> Plain:
    return {
        name: _chosen(values, rows) if isinstance(values, dict) else [values[row] for row in rows]
        for name, values in columns.items()
    }
