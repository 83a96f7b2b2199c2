"""Proves that a run can be relied on: reruns the steps between two checkpoints and compares everything bit for bit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import grouped
from nndesigner.data.samples import Records, Samples
from nndesigner.training.changing import again_until
from nndesigner.training.checkpoint import Checkpoint
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare
from nndesigner.words.counts import counted

COMPARED = ("reached", "folds", "tally", "loop")
TIMED = frozenset({"seconds", "looking"})
"""What a computer does not take equally long for a second time."""
MOST_NAMED = 5

GoOn = Callable[[float], bool]
"""Takes note of which part is done, from 0 to 1, and says whether to go on."""


class NothingToProve(UserError):
    """There are no steps between two checkpoints."""


@dataclass(frozen=True)
class Difference:
    """Something that came out differently, and by how much at most, where it is numbers of the same shape."""

    name: str
    by: float | None


@dataclass(frozen=True)
class Proof:
    """What the steps from `first` to `last` gave a second time: how many `tensors` were compared, and what differed."""

    first: int
    last: int
    tensors: int
    differences: tuple[Difference, ...]

    def in_words(self) -> str:
        """A sentence, and what differs the most."""
        steps = f"Step {grouped(self.first)} to {grouped(self.last)}"
        if not self.differences:
            return f"{steps}: all {counted(self.tensors, 'tensor')} are the same bit for bit."
        most = sorted(self.differences, key=lambda each: each.by is not None and -each.by)[:MOST_NAMED]
        named = ", ".join(each.name + (f" (by up to {each.by:.3g})" if each.by is not None else "") for each in most)
        more = f" and {len(self.differences) - MOST_NAMED} more" if len(self.differences) > MOST_NAMED else ""
        return f"{steps}: {len(self.differences)} of {counted(self.tensors, 'tensor')} differ: {named}{more}."


def prove(
    order: Order,
    earlier: Checkpoint,
    later: Checkpoint,
    samples: Samples | Records | None = None,
    go_on: GoOn = lambda part: True,
) -> Proof | None:
    """Train from one checkpoint of a run of `order` to another, and compare what is reached with what was then.

    None when `go_on`, which is asked after each event, says no. Raises NothingToProve when the later one does not come
    after the other, and what a run raises.
    """
    first, last = earlier.position.step, later.position.step
    if last <= first:
        raise NothingToProve("There are no steps between the two checkpoints. Train for longer.")
    ordered, begin = again_until(order, earlier.state, later.state)
    run = prepare(ordered, samples, begin)
    changes = len(later.state["changing"]["steps"])
    for _ in run.events():
        if run.position == later.position and run.changes == changes:
            break
        if not go_on(min((run.position.step - first) / (last - first), 1.0)):
            return None
    return _compared(run, earlier, later)


def _compared(run: Run, earlier: Checkpoint, later: Checkpoint) -> Proof:
    """What `run` reached on its way from one checkpoint, beside what the other says."""
    reached = run.state()
    assert reached is not None  # the later checkpoint would not be there otherwise
    was, now = (dict(_leaves({name: state[name] for name in COMPARED}, "")) for state in (later.state, reached))
    differences = [_difference(name, was.get(name), now.get(name)) for name in {**was, **now}]
    tensors = sum(isinstance(each, Tensor) for each in was.values())
    found = tuple(each for each in differences if each is not None)
    return Proof(earlier.position.step, later.position.step, tensors, found)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """All plain values and tensors of a state with the names that lead to them."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name not in TIMED:
                yield from _leaves(each, f"{path}/{name}" if path else name)
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _leaves(each, f"{path}/{number}")
    else:
        yield path, value


def _difference(name: str, was: Any, now: Any) -> Difference | None:
    if not isinstance(was, Tensor) or not isinstance(now, Tensor):
        is_same = not isinstance(was, Tensor) and not isinstance(now, Tensor) and repr(was) == repr(now)
        return None if is_same else Difference(name, None)
    if was.shape != now.shape or was.dtype != now.dtype:
        return Difference(name, None)
    if torch.equal(_bits(was), _bits(now)):
        return None
    return Difference(name, float((was.double() - now.double()).abs().max()))


def _bits(tensor: Tensor) -> Tensor:
    """The bytes of the values in the order of the axes: a NaN is the same as itself, and 0 is not −0."""
    return tensor.contiguous().reshape(-1).view(torch.uint8)
