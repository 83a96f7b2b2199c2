"""Property tests under `-m soak`: each is repeated at random until its share of the time has passed."""

import faulthandler
import functools
import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

MINUTES = 60.0
MAIN_PART = 0.8
"""The part of the time for the tests that are marked `soak` themselves."""
TO_SHRINK = 1200.0
"""Seconds that finding the smallest example that fails may take beyond a test's time."""


@dataclass
class Tally:
    """How often a test was tried with other values, and for how long; `seconds` is the time that it has."""

    name: str
    seconds: float
    rounds: int = 0
    examples: int = 0
    spent: float = 0.0


def summary(tallies: Sequence[Tally]) -> Iterator[str]:
    """One line for each test, all its parameters together."""
    for name, group in itertools.groupby(tallies, key=lambda tally: tally.name.split("[")[0]):
        parts = list(group)
        examples, rounds, spent = (
            sum(getattr(each, field) for each in parts) for field in ("examples", "rounds", "spent")
        )
        tried = f"{examples} examples" if examples else f"{rounds} rounds"
        yield f"{tried:>16} in {spent:5.0f} s: {name}"


def soaked(items: Sequence[pytest.Item], minutes: float) -> list[Tally]:
    """Repeat the property tests among `items`, all of them within `minutes`; gives what will be counted."""
    found = [item for item in items if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)]
    main = [item for item in found if _is_main(item)]
    tallies = []
    for item in found:
        group = main if item in main else [each for each in found if each not in main]
        part = 1.0 if len(group) == len(found) else MAIN_PART if group is main else 1 - MAIN_PART
        tally = Tally(item.nodeid, 60 * minutes * part / len(group))
        item.add_marker(pytest.mark.timeout(tally.seconds + TO_SHRINK), append=False)
        item.obj = _repeated(item.obj, tally)
        tallies.append(tally)
    return tallies


def _is_main(item: pytest.Item) -> bool:
    return any(mark.name == "main_soak" for mark in item.iter_markers())


def _repeated(test: Any, tally: Tally) -> Callable[..., None]:
    @functools.wraps(test)
    def repeated(*arguments: Any, **keywords: Any) -> None:
        begin = time.monotonic()
        with _counting(test, tally):
            while tally.spent < tally.seconds:
                faulthandler.cancel_dump_traceback_later()  # it takes long on purpose
                try:
                    test(*arguments, **keywords)
                finally:
                    tally.rounds += 1
                    tally.spent = time.monotonic() - begin
                gc.collect()

    return repeated


@contextmanager
def _counting(test: Any, tally: Tally) -> Iterator[None]:
    """Count the examples of one test among those that share its function."""
    if not hasattr(test, "hypothesis"):  # a state machine
        yield
        return
    inner = test.hypothesis.inner_test

    @functools.wraps(inner)
    def counted(*arguments: Any, **keywords: Any) -> Any:
        tally.examples += 1
        return inner(*arguments, **keywords)

    test.hypothesis.inner_test = counted
    try:
        yield
    finally:
        test.hypothesis.inner_test = inner
