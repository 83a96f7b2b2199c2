"""What every test of the window needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.window.main_window import MainWindow
from nndesigner.runs.store import HOME


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


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the application keeps runs, and nobody else does."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def empty_window(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[MainWindow]:
    """The main window on the screen, in the dark theme, with nothing opened."""
    theme.prepare(qapp, "dark")
    made = MainWindow(settings)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.session.stop()
    assert made.session.wait(30)
    made.close_without_asking()
    made.deleteLater()
