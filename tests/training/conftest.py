"""A few real digits, so that a training takes a fraction of a second."""

import pytest

from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data.loading import load
from nndesigner.data.samples import Samples


@pytest.fixture(scope="session")
def digits() -> Samples:
    """1000 digits to learn from and 200 to test with."""
    return load(Mnist()).first(1000, test=200)
