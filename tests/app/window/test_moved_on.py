"""The drawing and what was trained part and come together again, in a real window."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nndesigner.app.window.main_window import MainWindow
from nndesigner.design import edits
from nndesigner.export.trained import network_of
from nndesigner.project.file import open_project
from nndesigner.training.events import RunState
from tests.app.training.test_session import PATIENCE


@pytest.fixture
def window(empty_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the spiral was trained for two epochs."""
    empty_window.control.device = "cpu"
    empty_window.open_later("example:spiral")
    train(empty_window, qtbot, epochs=2)
    return empty_window


def train(window: MainWindow, qtbot: QtBot, epochs: int) -> None:
    window.document.edit("epochs", lambda design: design.changed(training=design.training.changed(epochs=epochs)))
    window.control.train()
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)


def widen(window: MainWindow, units: int = 40) -> str:
    dense = next(node.id for node in window.document.design.of_kind("dense"))
    window.document.edit("wider", lambda design: edits.set_parameters(design, [dense], units=units))
    return window.document.design.nodes[dense].name


def test_it_is_said_when_the_drawing_has_moved_on_and_undo_brings_both_together(window: MainWindow) -> None:
    assert not window.moved_on_notice.isVisible()
    name = widen(window)
    assert window.moved_on_notice.isVisible()
    assert window.moved_on_notice.words.text().startswith(f"Changed since the training: {name}. Predictions")
    window.document.history.undo()
    assert not window.moved_on_notice.isVisible()


def test_the_trained_design_is_restored_and_that_can_be_undone(window: MainWindow) -> None:
    trained = window.document.learned.design
    widen(window)
    window.moved_on_notice.restore_button.click()
    assert window.document.design.nodes == trained.nodes and not window.moved_on_notice.isVisible()
    window.document.history.undo()
    assert window.moved_on_notice.isVisible()


def test_put_away_it_stays_away_until_the_next_training(window: MainWindow, qtbot: QtBot) -> None:
    widen(window)
    window.moved_on_notice.close_button.click()
    widen(window, 50)
    assert not window.moved_on_notice.isVisible()
    train(window, qtbot, epochs=1)
    widen(window, 60)
    assert window.moved_on_notice.isVisible()


def test_what_was_trained_is_saved_exported_and_opened_although_the_drawing_is_wider(
    window: MainWindow, tmp_path, qtbot: QtBot
) -> None:
    learned = window.document.learned
    widen(window)
    window.document.save(tmp_path / "mine.nnd")
    window.filing.export_to("safetensors", tmp_path / "mine.safetensors")
    assert window.toast.text == "Exported to mine.safetensors. It is the network as it was trained."
    found = open_project(tmp_path / "mine.nnd").learned
    assert all(np.array_equal(values, found.weights[name]) for name, values in learned.weights.items())
    network_of(found)
    window.filing.open_path(tmp_path / "mine.nnd")
    assert window.moved_on_notice.isVisible()


def test_a_layer_widened_during_a_training_does_not_cost_its_result(window: MainWindow, qtbot: QtBot) -> None:
    window.control.step()
    qtbot.waitUntil(lambda: window.session.state is RunState.PAUSED, timeout=PATIENCE)
    name = widen(window)
    said = window.moved_on_notice.words.text()
    assert said == f"Changed since the training began: {name}. It goes on with the network as it was drawn then."
    assert not window.moved_on_notice.continue_button.isVisible()
    window.control.stop()
    qtbot.waitUntil(lambda: window.session.state is RunState.STOPPED, timeout=PATIENCE)
    assert window.moved_on_notice.continue_button.isVisible()
    network_of(window.document.learned)


def test_continue_takes_over_what_fits_and_reports_it(window: MainWindow, qtbot: QtBot) -> None:
    name = widen(window)
    said: list[str] = []
    window.control.message.connect(said.append)
    window.moved_on_notice.continue_button.click()
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)
    assert said[0].startswith("Continuing with the trained weights of") and f"Beginning anew: {name} (its" in said[0]
    assert not window.moved_on_notice.isVisible()
    assert window.document.design.training.settings.begin_with == "new"


def test_nothing_can_be_continued_before_a_training(window: MainWindow) -> None:
    window.filing.may_leave = lambda: True
    window.filing.open_example("xor-mlp")
    action = window.actions_by_name["continue"]
    assert not action.isEnabled() and action.toolTip() == "Train the network first: there are no weights yet."
