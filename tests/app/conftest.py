"""What every test of the window needs."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication):
    """Delete at once what a test has made: thousands of widgets would make the next change of theme slow."""
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    for widget in qapp.topLevelWidgets():
        if isValid(widget) and id(widget) not in before:
            widget.close()
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
