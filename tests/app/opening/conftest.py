"""Small real files to open, and a window to drop them on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from nndesigner.app.opening.dialog import OpenDataDialog
from nndesigner.app.window.main_window import MainWindow

PATIENCE = 30_000
"""Milliseconds that a small file may take to be opened, the import of what reads it included."""


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """A table of numbers, a category and missing values."""
    path = tmp_path / "houses.csv"
    rows = [f"{40 + i % 90},{1 + i % 5},{'' if i % 20 == 3 else 1950 + i % 7 * 10},{'ABC'[i % 3]},{1000 + 13.5 * i}"
            for i in range(200)]  # fmt: skip
    path.write_text("\n".join(["area,rooms,built,place,price", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def window(empty_window: MainWindow) -> Iterator[MainWindow]:
    yield empty_window
    if empty_window.data.dialog:
        empty_window.data.dialog.reject()


@pytest.fixture
def dialog(qapp: QApplication, tmp_path: Path) -> Iterator[OpenDataDialog]:
    made = OpenDataDialog(None, tmp_path)
    made.show()
    yield made
    if isValid(made):
        made.done(0)


def opened(qtbot: QtBot, dialog: OpenDataDialog, path: Path) -> OpenDataDialog:
    """The dialog once it shows what is in `path`, or why it does not."""
    dialog.open_path(path)
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is not dialog.waiting, timeout=PATIENCE)
    return dialog
