"""Settings that every test needs before Qt is imported."""

import gc
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def garbage_is_collected_between_tests() -> Iterator[None]:
    """As in the application: never in a training's thread, where closed widgets must not be torn down."""
    gc.disable()
    yield
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
    if due:
        gc.collect(due[-1])


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """The same names in every process that runs tests: those of bytes and functions change from one to the next."""
    return argname if isinstance(val, bytes) or type(val).__name__ == "function" else None
