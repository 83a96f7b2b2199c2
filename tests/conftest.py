"""Settings that every test needs before Qt is imported, and how property tests run."""

import gc
import os
import re
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.internal.conjecture import providers

from tests.soaking import MINUTES, Tally, soaked, summary

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["NNDESIGNER_HOME"] = os.path.join(tempfile.gettempdir(), f"nndesigner-{os.getpid()}")
"""Tests keep their runs here, and not among those of whoever tests."""

TALLIES = pytest.StashKey[list[Tally]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "with -m soak: how long property tests are tried at random, all together (default: %(default)g)"
    parser.addoption("--soak-minutes", type=float, default=MINUTES, metavar="N", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    """The same examples in every run, whatever the machine and its speed; others each time under `-m soak`."""
    is_soak = soaks(config)
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    settings.register_profile(
        "nndesigner",
        derandomize=not is_soak,
        database=None,
        deadline=None,
        print_blob=is_soak,
        suppress_health_check=slow,
    )
    settings.load_profile("nndesigner")
    if not is_soak:
        # Constants of our modules are among the examples, which then depend on what other tests have imported.
        assert callable(providers.is_local_module_file)
        providers.is_local_module_file = lambda path: False


def soaks(config: pytest.Config) -> bool:
    """Whether tests marked `soak` were asked for."""
    return bool(re.search(r"(?<!not )\bsoak\b", config.option.markexpr))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Under `-m soak` every property test takes part."""
    if soaks(item.config) and isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
        item.add_marker("soak")


@pytest.hookimpl(trylast=True)  # when those that were not asked for are gone
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if soaks(config):
        config.stash[TALLIES] = soaked(items, config.option.soak_minutes)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How much was tried at random."""
    for line in summary(config.stash.get(TALLIES, [])):
        terminalreporter.write_line(line)


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
