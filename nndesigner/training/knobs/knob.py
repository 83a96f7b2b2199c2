"""Changes of a training that goes: the values that it goes by, and what declares that one of them can be changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from nndesigner.catalog.limits import Clipping
from nndesigner.catalog.problems import UserError, shown
from nndesigner.design.model import Design, NodeId
from nndesigner.design.options import EarlyStopping
from nndesigner.training.commands import Change, Value


class ChangeRefused(UserError):
    """A change that cannot be made; the text says why."""


class Parts(Protocol):
    """The parts of a training that goes, as far as they can be set anew; each acts from the next step on."""

    def multiply_rates(self, factor: float) -> None:
        """Learn with the learning rates that were ordered, times `factor`."""

    def carry(self, momentum: float) -> None:
        """Have the optimizers that can carry on this part of the moves before."""

    def silence(self, rates: Mapping[NodeId, float]) -> None:
        """Have layers of dropout silence these parts of their values."""

    def clip(self, clipping: Clipping) -> None:
        """Clip gradients in this way."""

    def resize(self, size: int) -> None:
        """Learn from batches of this size."""

    def plan(self, epochs: int) -> None:
        """Go through the samples so many times in all."""

    def stop_early(self, stopping: EarlyStopping) -> None:
        """End by these rules. The best epoch is looked for anew where it was not before."""

    def freeze(self, node: NodeId, is_frozen: bool) -> None:
        """Have a layer keep its weights, or learn."""


@dataclass(frozen=True)
class Knobs:
    """What a training goes by now: the `design` that was `ordered`, with everything that was changed since.

    `made` are the changes by name, the last one last; learning rates are those ordered times `learning_rate_factor`.
    """

    ordered: Design
    design: Design
    learning_rate_factor: float = 1.0
    made: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, design: Design) -> "Knobs":
        """Those of a training that nobody has changed yet."""
        return cls(design, design)

    def changed(self, change: Change) -> "Knobs":
        """These with one changed. Raises UserError."""
        turned = knob(change.name, self.design)
        after = turned.put(self, change.value)
        others = {name: value for name, value in self.made.items() if name != change.name}
        return replace(after, made={**others, change.name: turned.read(after)})

    def apply(self, parts: Parts) -> None:
        """Set all that was changed in `parts`, which are as they were ordered."""
        for name in self.made:
            knob(name, self.design).apply(parts, self)

    def with_all(self, changes: Iterable[Change]) -> "Knobs":
        """These with several changes, one after the other. Raises UserError."""
        after = self
        for change in changes:
            after = after.changed(change)
        return after

    def set_to(self, **parts: Any) -> "Knobs":
        """These with some of the training options replaced."""
        return replace(self, design=self.design.changed(training=replace(self.design.training, **parts)))


@dataclass(frozen=True)
class Knob:
    """One thing that can be changed, of the layer `node` where `name` ends with "/" and its identity.

    A subclass with a `name` is found by it.
    """

    name: ClassVar[str] = ""
    needs_node: ClassVar[bool] = False
    node: NodeId = ""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.name:
            _DECLARED[cls.name] = cls

    @classmethod
    def nodes(cls, design: Design) -> Iterator[NodeId]:
        """The layers that it can be changed of, one by one."""
        return iter(())

    @property
    def full_name(self) -> str:
        """Its name in a change."""
        return f"{self.name}/{self.node}" if self.node else self.name

    def read(self, knobs: Knobs) -> Value:
        """What it is now. Raises ChangeRefused where there is no such thing."""
        raise NotImplementedError

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        """All knobs with this one at `value`. Raises UserError."""
        raise NotImplementedError

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        """Set it in what runs."""
        raise NotImplementedError

    def words(self, before: Knobs, after: Knobs) -> str:
        """What was changed: "Batch size 64 → 128"."""
        raise NotImplementedError


_DECLARED: dict[str, type[Knob]] = {}


def declared() -> Mapping[str, type[Knob]]:
    """All kinds of knobs by name."""
    return _DECLARED


def knob(name: str, design: Design) -> Knob:
    """The knob of this full name. Raises ChangeRefused."""
    kind, _, node = name.partition("/")
    found = _DECLARED.get(kind)
    if found is None or (found.needs_node and not node):
        wanted = ", ".join(f"{each}/<layer>" if cls.needs_node else each for each, cls in _DECLARED.items())
        raise ChangeRefused(f"There is no {name[:60]!r} to change while a training goes. There are: {wanted}.")
    if node and node not in found.nodes(design):
        called = design.nodes[node].name if node in design.nodes else repr(node[:60])
        raise ChangeRefused(f"{called} is no layer whose {kind.replace('_', ' ')} could be changed.")
    return found(node)


def knobs_of(design: Design) -> Iterator[Knob]:
    """Every knob that a training of `design` has; of layers, those of each."""
    for kind in _DECLARED.values():
        nodes = tuple(kind.nodes(design))
        yield from (kind(node) for node in nodes)
        if not nodes and not kind.needs_node:
            yield kind()


def number(value: Any, what: str) -> float:
    """`value`, which should be a number. Raises ChangeRefused, which calls it `what`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ChangeRefused(f"{what} should be a number, but is {shown(value)}.")
    return float(value)


def whole_number(value: Any, what: str) -> int:
    """The same for a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ChangeRefused(f"{what} should be a whole number, but is {shown(value)}.")
    return value
