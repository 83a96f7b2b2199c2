"""The list of runs in the window: select, restore, use, rename, note, pin, delete, by mouse and by keys."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nndesigner.app.document.run_state import describing
from nndesigner.app.runs.panel import NOTHING_YET
from nndesigner.app.training.shown_run import WHILE_TRAINING
from nndesigner.app.widgets.texts import plain_label
from nndesigner.app.window.main_window import MainWindow
from nndesigner.design import edits
from nndesigner.project import strict_json
from nndesigner.project.examples import open_example
from nndesigner.project.file import Project
from nndesigner.project.learned import Learned
from nndesigner.project.record import Ending, Record, Summary
from nndesigner.training.events import RunState
from nndesigner.training.history import History
from tests.design.drawings import identity_of
from tests.runs.stories import story

PATIENCE = 60_000
DESIGN = open_example("xor-mlp").design


def run(number: int, epochs: int = 2, design=DESIGN, **values: object) -> Record:
    history = History()
    for event in story(epochs):
        history.add(event)
    ended = {"ending": Ending.FINISHED, "epoch": epochs, "epochs": epochs, "began": time.time() - 1000 + number}
    summary = Summary(f"run-{number}", f"Run {number}", **{**ended, "validation": {"loss": 1.0}, **values})
    record = Record(summary, design, curves=strict_json.write(history.to_plain()))
    return replace(record, learned=Learned(design, {}))


@pytest.fixture
def window(empty_window: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    wider = edits.set_parameters(DESIGN, [identity_of(DESIGN, "hidden")], units=7)
    project = Project(DESIGN)
    for record in (run(1, 3), run(2, 2, wider, pinned=True), run(3, 1)):
        project = project.with_run(record)
    empty_window.open_later(None)
    empty_window.control.device = "cpu"
    empty_window.filing._show(project, None, "xor")
    empty_window.runs_dock.show()
    empty_window.runs_dock.raise_()
    empty_window.activateWindow()
    qtbot.waitUntil(lambda: empty_window.runs.list.isVisible())
    yield empty_window


def names(window: MainWindow) -> list[str]:
    rows = window.runs.rows
    return [rows.index(row).data() for row in range(rows.rowCount())]


def select(window: MainWindow, qtbot: QtBot, row: int) -> None:
    index = window.runs.rows.index(row)
    place = window.runs.list.visualRect(index).center()
    qtbot.mouseClick(window.runs.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: window.shown_run.identity == window.runs.rows.summary(index).identity)


def actions(window: MainWindow):
    return {action.text(): action for action in window.runs.list.make_menu().actions() if action.text()}


def test_before_the_first_run_the_panel_says_what_will_be_there(empty_window: MainWindow) -> None:
    empty_window.runs_dock.show()
    empty_window.runs_dock.raise_()
    assert empty_window.runs.is_empty
    assert NOTHING_YET in [each.text() for each in empty_window.runs.findChildren(type(plain_label()))]


def test_the_newest_run_stands_first_and_its_curves_are_shown(window: MainWindow) -> None:
    assert names(window) == ["Run 3", "Run 2", "Run 1"]
    assert window.runs.list.current().identity == window.shown_run.identity == "run-3"
    assert len(window.session.history) == 10 and not window.earlier_notice.isVisible()


def test_selecting_an_earlier_run_shows_its_curves_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 2)
    assert len(window.session.history) == 30
    assert window.earlier_notice.isVisible() and "Run 1" in window.earlier_notice.words.text()
    window.earlier_notice.last_button.click()
    assert len(window.session.history) == 10 and not window.earlier_notice.isVisible()
    assert window.runs.list.current().identity == "run-3"


def test_arrow_keys_walk_through_the_runs(window: MainWindow, qtbot: QtBot) -> None:
    window.runs.list.setFocus()
    qtbot.keyClick(window.runs.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.shown_run.identity == "run-2")
    assert len(window.session.history) == 20


def test_the_design_of_a_run_is_restored_and_that_is_undone(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 1)
    actions(window)["Restore its design"].trigger()
    assert window.document.design == window.document.project.run("run-2").design != DESIGN
    window.document.history.undo()
    assert window.document.design == DESIGN
    select(window, qtbot, 0)
    assert not actions(window)["Restore its design"].isEnabled()
    assert actions(window)["Restore its design"].toolTip() == "It is drawn as it was."


def test_the_weights_of_a_run_predict(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 1)
    actions(window)["Use its weights for predictions"].trigger()
    assert window.document.project.chosen == "run-2"
    assert not actions(window)["Use its weights for predictions"].isEnabled()


def test_weights_that_are_not_kept_say_which_are(window: MainWindow, qtbot: QtBot) -> None:
    window.document.keep_run(run(4))
    window.document.keep_run(run(5))
    window.document.keep_run(replace(run(6), learned=None))
    select(window, qtbot, 0)
    action = actions(window)["Use its weights for predictions"]
    assert not action.isEnabled() and "the last, the best and pinned" in action.toolTip()


def test_f2_renames_in_place(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 1)
    window.runs.list.setFocus()
    qtbot.keyClick(window.runs.list, Qt.Key.Key_F2)
    editor = window.runs.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("  wide\tone ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(window) == ["Run 3", "wide one", "Run 1"])
    window.document.history.undo()
    assert names(window) == ["Run 3", "Run 2", "Run 1"]


def test_delete_takes_the_run_away_and_no_layer(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 0)
    window.selection.set([DESIGN.order[1]])
    window.runs.list.setFocus()
    qtbot.keyClick(window.runs.list, Qt.Key.Key_Delete)
    assert names(window) == ["Run 2", "Run 1"] and window.document.design == DESIGN
    qtbot.waitUntil(lambda: window.shown_run.identity == "run-2")
    assert len(window.session.history) == 20
    window.document.history.undo()
    assert names(window) == ["Run 3", "Run 2", "Run 1"]


def test_the_window_leaves_delete_to_the_list_that_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 0)
    window.selection.set([DESIGN.order[1]])
    window.runs.list.setFocus()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Delete)
    assert len(names(window)) == 2 and window.document.design == DESIGN


def test_a_pin_and_a_note_are_kept_and_undone(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 0)
    actions(window)["Pin"].trigger()
    window.runs.commands.note("run-3", " good one \n")
    summary = window.runs.list.current()
    assert summary.pinned and summary.note == "good one"
    assert actions(window)["Pin"].isChecked()
    assert "good one" in window.runs.list.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    window.document.history.undo()
    window.document.history.undo()
    assert not window.runs.list.current().pinned


def test_names_and_notes_are_never_read_as_html(window: MainWindow) -> None:
    window.runs.commands.note("run-3", "<img src='x'>")
    assert "&lt;img" in window.runs.rows.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_every_row_is_read_out_in_full(window: MainWindow) -> None:
    text = window.runs.rows.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("Run 2, finished, loss 1.00, 2 epochs") and "pinned" in text


def test_a_run_is_done_again_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 1)
    actions(window)["Run again"].trigger()
    qtbot.waitUntil(lambda: window.session.state.is_over, timeout=PATIENCE)
    again = window.document.project.runs[-1]
    assert window.session.state is RunState.FINISHED and again.summary.name == "Run 4"
    assert again.design == window.document.project.run("run-2").design
    assert window.document.design == DESIGN
    assert window.shown_run.identity == again.identity == window.runs.list.current().identity


def test_while_a_training_goes_its_curves_stay(window: MainWindow, qtbot: QtBot) -> None:
    window.document.edit("more", lambda d: d.changed(training=d.training.changed(epochs=100_000)))
    said: list[str] = []
    window.shown_run.refused.connect(said.append)
    window.control.train()
    qtbot.waitUntil(lambda: len(window.session.history) > 5, timeout=PATIENCE)
    assert names(window)[0] == "Run 4" and window.runs.list.current().ending is None
    window.runs.list.setCurrentIndex(window.runs.rows.index(2))
    qtbot.waitUntil(lambda: said == [WHILE_TRAINING])
    live = window.control.recorder.live
    window.runs.commands.delete(live)
    assert names(window)[0] == "Run 4"
    window.control.stop()
    qtbot.waitUntil(lambda: not window.session.is_active, timeout=PATIENCE)
    assert window.document.project.run(live).summary.ending is Ending.STOPPED


def test_five_hundred_runs_are_quick(window: MainWindow, qtbot: QtBot) -> None:
    runs = tuple(run(1).changed(identity=f"many-{number}", name=f"Run {number}") for number in range(500))
    project = window.document.project
    began = time.perf_counter()
    window.document.load(project.with_runs(runs, ""), None, "many")
    window.runs.list.repaint()
    window.runs.list.scrollToBottom()
    window.runs.list.repaint()
    window.document.edit_run("Pin", describing(window.document.project, "many-250", pinned=True))
    assert time.perf_counter() - began < 1
    assert window.runs.rows.rowCount() == 500


def test_the_menu_opens_with_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, 1)
    assert window.runs.list._below(window.runs.list.currentIndex()) != QPoint()
    assert {
        "Restore its design",
        "Use its weights for predictions",
        "Run again",
        "Pin",
        "Rename",
        "Note…",
        "Delete",
    } <= (actions(window).keys())
