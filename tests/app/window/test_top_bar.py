"""The bar at the top says the same in a wide window and in a narrow one."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.widgets import theme
from nndesigner.app.window.top_bar import LEAST_FOR_BAR, ProgressView

WORDS = "epoch 7 of 12 · 0:41 left"


@pytest.fixture
def progress(qtbot: QtBot, qapp: QApplication) -> ProgressView:
    theme.prepare(qapp, "dark")
    made = ProgressView()
    qtbot.addWidget(made)
    made.resize(320, 40)
    made.show()
    made.show_progress(0.5, WORDS)
    QApplication.processEvents()
    return made


def test_where_there_is_room_a_bar_stands_beside_the_words(progress: ProgressView) -> None:
    assert progress.bar.isVisible() and progress.words.text() == WORDS


def test_where_there_is_little_the_words_have_it_all(progress: ProgressView) -> None:
    progress.resize(LEAST_FOR_BAR - 40, 40)
    QApplication.processEvents()
    assert not progress.bar.isVisible()
    assert progress.words.text() == WORDS
    progress.resize(90, 40)
    QApplication.processEvents()
    assert progress.words.text() == "epoch 7 of 12…" and WORDS in progress.words.toolTip()
