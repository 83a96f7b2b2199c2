"""The order in which a network computes, worked out once so that a forward pass only walks a list."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from nndesigner.design.model import NodeId

Value = int
"""The number of a value that flows through the network; each is given by one step or comes in."""


@dataclass(frozen=True)
class Step:
    """One call: `perform` makes `result` of `sources`, as part of the layer of `node`."""

    node: NodeId
    perform: Callable[..., Any]
    sources: tuple[Value, ...]
    result: Value


class Plan:
    """Computes the `wanted` values from the `inputs`, leaving out every step that they do not need.

    Values live in numbered slots. A slot is used again as soon as its value has been read for the last time, so that
    outside training a long chain holds two values at a time and not all of them.
    """

    def __init__(self, steps: Sequence[Step], inputs: Sequence[Value], wanted: Sequence[Value]) -> None:
        self.steps = tuple(_needed(steps, wanted))
        self.inputs = tuple(inputs)
        slots = _slots(self.steps, self.inputs, wanted)
        self._moves = [
            (step.perform, slots[first], tuple(slots[value] for value in others), slots[step.result])
            for step in self.steps
            for first, *others in [step.sources]
        ]
        self._results = tuple(wanted)
        self._wanted = tuple(slots[value] for value in wanted)
        self._size = max(slots.values(), default=-1) + 1

    def walk(self, inputs: tuple[Tensor, ...]) -> Any:
        """The wanted value, or a tuple when several are wanted."""
        if len(inputs) != len(self.inputs):
            raise TypeError(f"The network takes {len(self.inputs)} inputs, but was given {len(inputs)}.")
        values: list[Any] = [*inputs, *[None] * (self._size - len(inputs))]
        for perform, source, others, result in self._moves:
            if others:
                values[result] = perform(values[source], *[values[other] for other in others])
            else:
                values[result] = perform(values[source])
        if len(self._wanted) == 1:
            return values[self._wanted[0]]
        return tuple(values[slot] for slot in self._wanted)

    @contextmanager
    def watched(self, values: Collection[Value], see: Callable[[NodeId, Any], None]) -> Iterator[None]:
        """In its `with` block `see` is called with each of `values` as soon as it is there, and with its layer."""
        plain = self._moves
        self._moves = [
            (_showing(step, see) if step.result in values else perform, source, others, result)
            for step, (perform, source, others, result) in zip(self.steps, plain, strict=True)
        ]
        try:
            yield
        finally:
            self._moves = plain

    def steps_leading_to(self, number: int) -> tuple[Step, ...]:
        """The steps that the wanted value `number` is computed by."""
        return tuple(_needed(self.steps, self._results[number : number + 1]))


def _showing(step: Step, see: Callable[[NodeId, Any], None]) -> Callable[..., Any]:
    def perform(*sources: Any) -> Any:
        value = step.perform(*sources)
        see(step.node, value)
        return value

    return perform


def _needed(steps: Sequence[Step], wanted: Sequence[Value]) -> list[Step]:
    needed = set(wanted)
    kept = []
    for step in reversed(steps):
        if step.result in needed:
            needed.update(step.sources)
            kept.append(step)
    return kept[::-1]


def _slots(steps: Sequence[Step], inputs: Sequence[Value], wanted: Sequence[Value]) -> dict[Value, int]:
    last_reader = {value: number for number, step in enumerate(steps) for value in step.sources}
    slots = {value: slot for slot, value in enumerate(inputs)}
    size, free = len(slots), []
    for number, step in enumerate(steps):
        finished = {value for value in step.sources if last_reader[value] == number and value not in wanted}
        free += sorted(slots[value] for value in finished)
        if not free:
            free, size = [size], size + 1
        slots[step.result] = free.pop()
    return slots
