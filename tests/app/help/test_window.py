"""The help window: F1 anywhere, and what it shows then."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nndesigner.app.help.overview import GESTURES, OverviewPage
from nndesigner.app.widgets.help.page import HelpPage
from nndesigner.app.window.main_window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    empty_window.filing.open_example("mnist-mlp")
    return empty_window


def select(window: MainWindow, kind: str) -> None:
    window.selection.set([window.document.design.of_kind(kind)[0].id])


def explained(window: MainWindow) -> str:
    page = window.help_window.page
    return type(page.entry).kind if isinstance(page, HelpPage) else "overview"


def test_nothing_selected_shows_keys_and_gestures(window: MainWindow) -> None:
    window.actions_by_name["help"].trigger()
    assert window.help_window.isVisible()
    assert isinstance(window.help_window.page, OverviewPage)


def test_the_selected_layer_is_explained_with_its_own_shapes(window: MainWindow) -> None:
    select(window, "dense")
    window.actions_by_name["help"].trigger()
    assert explained(window) == "dense"
    assert "nn.Linear(784, 512)" in window.help_window.page.text()


def test_the_window_follows_the_selection(window: MainWindow) -> None:
    select(window, "dense")
    window.actions_by_name["help"].trigger()
    select(window, "dropout")
    assert explained(window) == "dropout"


def test_the_window_follows_what_is_changed(window: MainWindow) -> None:
    select(window, "dense")
    window.actions_by_name["help"].trigger()
    window.editing.set_parameters(window.selection.nodes, units=77)
    assert "nn.Linear(784, 77)" in window.help_window.page.text()


def test_a_row_of_the_palette_is_explained(window: MainWindow) -> None:
    window.actions_by_name["help"].trigger()
    window.palette_panel.list.setCurrentIndex(window.palette_panel.rows.best("Tanh"))
    assert explained(window) == "tanh"


def test_the_form_that_has_the_focus_is_explained(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    form = window.inspector.page.forms["Optimizer"]
    form.form.rows["learning_rate"].field.setFocus()
    qtbot.waitUntil(form.form.rows["learning_rate"].field.widget.hasFocus)
    window.actions_by_name["help"].trigger()
    assert explained(window) == window.document.design.training.optimizer.kind


def test_escape_closes_the_window_and_its_size_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["help"].trigger()
    window.help_window.resize(432, 500)
    qtbot.keyClick(window.help_window, Qt.Key.Key_Escape)
    assert not window.help_window.isVisible()
    assert window.settings.layout("help") is not None


def test_the_keys_of_the_overview_do_what_it_says(window: MainWindow) -> None:
    known = {key.toString() for action in window.actions_by_name.all() for key in action.shortcuts()}
    told = {key for _, rows in GESTURES for _, keys, _ in rows for key in keys}
    assert told - known == {"Tab", "Arrows"}
