"""Where in a design an entry stands: how it is read and how it is changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nndesigner.catalog.entry import Entry, Part
from nndesigner.design import edits
from nndesigner.design.model import Design, NodeId

Change = Callable[[Any], Any]
"""Makes another entry of one."""


def _nothing_idle(entry: Any) -> Mapping[str, str]:
    return {}


def _no_names(design: Design) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Place:
    """`read` gives the entries that stand there, one of each selected layer; `put` applies a change to all of them.

    `idle` says which parameters of an entry make no difference now, and why; `names` are those of the columns that a
    parameter may choose from. Where there may be no entry (None), `absent` is what that choice is called, and `family`
    what may stand there.
    """

    title: str
    help: str
    read: Callable[[Design], tuple[Any, ...]]
    put: Callable[[Design, Change], Design]
    idle: Callable[[Any], Mapping[str, str]] = _nothing_idle
    names: Callable[[Design], tuple[str, ...]] = _no_names
    absent: str = ""
    family: str = ""


def in_training(name: str, title: str, help: str, idle: Callable[[Any], Mapping[str, str]] = _nothing_idle) -> Place:
    """The option of the training that is called `name`."""

    def put(design: Design, change: Change) -> Design:
        options = replace(design.training, **{name: change(getattr(design.training, name))})
        return design.changed(training=options)

    return Place(title, help, lambda design: (getattr(design.training, name),), put, idle)


def in_turn(
    number: int, name: str, title: str, help: str, idle: Callable[[Any], Mapping[str, str]] = _nothing_idle
) -> Place:
    """What the turn number `number` of the training has under `name`; nothing when there are fewer turns."""

    def read(design: Design) -> tuple[Entry, ...]:
        return tuple(getattr(turn, name) for turn in design.training.turns[number : number + 1])

    def put(design: Design, change: Change) -> Design:
        turns = list(design.training.turns)
        turns[number] = replace(turns[number], **{name: change(getattr(turns[number], name))})
        return design.changed(training=replace(design.training, turns=tuple(turns)))

    return Place(title, help, read, put, idle)


def in_data(name: str, title: str, help: str) -> Place:
    """The option of the data that is called `name`."""

    def put(design: Design, change: Change) -> Design:
        return design.changed(data=replace(design.data, **{name: change(getattr(design.data, name))}))

    return Place(title, help, lambda design: (getattr(design.data, name),), put)


def in_layers(nodes: Iterable[NodeId], name: str, part: Part) -> Place:
    """The `part` called `name` of all these layers."""
    identities = tuple(nodes)

    def read(design: Design) -> tuple[Entry | None, ...]:
        return tuple(getattr(design.nodes[node].layer, name) for node in identities)

    def put(design: Design, change: Change) -> Design:
        for node in identities:
            entry = change(getattr(design.nodes[node].layer, name))
            design = edits.set_parameters(design, [node], **{name: entry})
        return design

    return Place(part.title, part.help, read, put, absent=part.absent, family=part.family)


def in_steps(steps: str, number: int, title: str, idle: Callable[[Any], Mapping[str, str]] = _nothing_idle) -> Place:
    """Number `number` of the data's preparation or augmentation, as `steps` says."""

    def put(design: Design, change: Change) -> Design:
        entries = list(getattr(design.data, steps))
        entries[number] = change(entries[number])
        changed: dict[str, Any] = {steps: tuple(entries)}
        return design.changed(data=replace(design.data, **changed))

    def names(design: Design) -> tuple[str, ...]:
        before = replace(design.data, preparation=design.data.preparation[:number])
        return tuple(column.name for column in before.description.columns)

    return Place(title, "", lambda design: getattr(design.data, steps)[number : number + 1], put, idle, names)
