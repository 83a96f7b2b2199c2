"""What every test of the window needs."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def nothing_left(qapp):
    """Delete at once what a test has closed: thousands of widgets would make the next change of theme slow."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
