"""Marks: what was changed while a training went, as it stands in files."""

from collections.abc import Iterable, Mapping
from typing import Any

from nndesigner.training import plain_values
from nndesigner.training.commands import Change, Value
from nndesigner.training.events import Changed
from nndesigner.training.order import Scheduled

MOST_MARKS = 10_000
MOST_VALUES = 5000
"""Values by name that one change may hold: one for each layer."""
_COUNTS = ("epochs", "steps_per_epoch", "last_step")


def again(marks: Iterable[Changed]) -> tuple[Scheduled, ...]:
    """The changes that marks tell of, to be made at the same steps of another run."""
    return tuple(Scheduled(mark.step, Change(mark.name, mark.after)) for mark in marks)


def marks_to_plain(marks: Iterable[Changed]) -> list[dict[str, Any]]:
    """JSON values."""
    return [dict(vars(mark)) for mark in marks]


def marks_from_plain(plain: Any) -> list[Changed]:
    """What `marks_to_plain` wrote, or somebody else. Raises MalformedHistory."""
    return [_mark(each) for each in plain_values.sequence(plain, "The marks", MOST_MARKS)]


def _mark(plain: Any) -> Changed:
    mark = plain_values.mapping(plain, "A mark")
    name, words = (plain_values.text(mark.get(each), f"The {each} of a mark") for each in ("name", "words"))
    before, after = (_value(mark.get(each), f"What {name[:60]!r} was {each}") for each in ("before", "after"))
    counts = (plain_values.integer(mark.get(each), each) for each in _COUNTS)
    return Changed(plain_values.integer(mark.get("step"), "step"), name, before, after, words, *counts)


def _value(plain: Any, what: str) -> Value:
    if isinstance(plain, Mapping):
        return {name: _scalar(each, what) for name, each in plain_values.mapping(plain, what, MOST_VALUES).items()}
    return _scalar(plain, what)


def _scalar(plain: Any, what: str) -> bool | int | float | str:
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, str):
        return plain_values.text(plain, what)
    if isinstance(plain, int):
        return plain_values.integer(plain, what)
    value = plain_values.number(plain, what)
    if value != value:
        raise plain_values.MalformedHistory(f"{what} should be a number or a text, but is {str(plain)[:60]!r}.")
    return value
