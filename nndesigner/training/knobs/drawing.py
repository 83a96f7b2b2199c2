"""What has to be changed in a training so that it goes by a drawing that was edited."""

from collections.abc import Iterator
from dataclasses import replace

from nndesigner.design.model import Design
from nndesigner.training.commands import Change, Value
from nndesigner.training.knobs.knob import ChangeRefused, Knob, Knobs, knobs_of
from nndesigner.training.knobs.learning import optimizers_in


def edits_between(ordered: Design, before: Design, after: Design) -> tuple[Change, ...]:
    """The changes of a training of `ordered` that follow the edits from the drawing `before` to the one `after`.

    What a training cannot change, or is not in it, is left out.
    """
    old, new = _knobs(ordered, before), _knobs(ordered, after)
    found = []
    for knob in knobs_of(ordered):
        was, now = _read(knob, old), _read(knob, new)
        if now is not None and was is not None and now != was:
            found.append(Change(knob.full_name, now))
    return tuple(found)


def is_live(ordered: Design, name: str, node: str = "") -> bool:
    """Whether a training of `ordered` can change what is called `name`, of the layer `node` if it is of layers."""
    return any(knob.name == name and knob.node == node for knob in knobs_of(ordered)) and name not in _lacking(ordered)


def _lacking(ordered: Design) -> Iterator[str]:
    optimizers = optimizers_in(ordered)
    if not any(optimizer.carries for optimizer in optimizers):
        yield "momentum"
    if len(optimizers) > 1:  # a drawing says each rate on its own, a training changes them together
        yield "learning_rate_factor"
        yield "momentum"
    if ordered.training.settings.full_batch:
        yield "batch_size"


def _knobs(ordered: Design, drawn: Design) -> Knobs:
    """As if a training of `ordered` had been changed to what is drawn, as far as it is the same."""
    lacking = set(_lacking(ordered))
    (first, *_), (own, *_) = optimizers_in(ordered), optimizers_in(drawn)
    is_same_kind = type(first) is type(own)
    factor = own.learning_rate / first.learning_rate if is_same_kind and "learning_rate_factor" not in lacking else 1.0
    options = replace(drawn.training, optimizer=own if is_same_kind and "momentum" not in lacking else first)
    return Knobs(ordered, drawn.changed(training=options), factor)


def _read(knob: Knob, knobs: Knobs) -> Value | None:
    """What a knob is in a drawing; None where there is no such layer any more."""
    if knob.node and knob.node not in tuple(type(knob).nodes(knobs.design)):
        return None
    try:
        return knob.read(knobs)
    except ChangeRefused:
        return None
