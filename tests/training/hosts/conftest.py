"""Processes that train, begun once for all tests of a worker: each takes two seconds to import torch."""

from collections.abc import Iterator

import pytest

from nndesigner.training.hosts.process import Processes


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """One process waits, and trains for one test after another."""
    found = Processes()
    found.warm_up()
    yield found
    found.end()
