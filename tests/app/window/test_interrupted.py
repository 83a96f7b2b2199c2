"""After a crash the window offers the training that was interrupted, to resume, to look at, or to put away."""

from pathlib import Path
from threading import current_thread, main_thread

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.window.main_window import MainWindow
from nndesigner.project.examples import open_example
from nndesigner.project.file import Project, save_project
from nndesigner.project.record import Ending, Summary
from nndesigner.runs.journal import Journal
from nndesigner.runs.store import Store
from nndesigner.training.events import RunState, StepDone
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.kept import prepare_kept
from nndesigner.training.order import Order

PATIENCE = 60_000
EXAMPLE = open_example("xor-mlp").design
DESIGN = EXAMPLE.changed(training=EXAMPLE.training.changed(epochs=60))


@pytest.fixture
def store(home: Path) -> Store:
    return Store(home / "runs")


def crashed(store: Store, project: str = "", step: int = 20) -> str:
    """What a program leaves that was ended after so many steps."""
    folder = store.new()
    order = Order(DESIGN, "cpu")
    summary = Summary(folder.path.name, "Run 3", began=1.7e9, seed=DESIGN.training.seed)
    journal = Journal.begin(folder, order, summary, project)
    run = prepare_kept(order, Keeping(str(folder.checkpoints)))
    for event in run.events():
        journal.take([event])
        assert run.keeper is not None
        run.keeper.note(event, run)
        if isinstance(event, StepDone) and event.step == step:
            run.keeper.keep(run)
            break
    run.keeper.close()
    journal.close()
    return folder.path.name


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, settings: Settings):
    made: list[MainWindow] = []

    def open_it(file: str | None = None) -> MainWindow:
        theme.prepare(qapp, "dark")
        window = MainWindow(settings)
        window.show()
        qtbot.waitExposed(window)
        window.open_later(file)
        made.append(window)
        qtbot.waitUntil(lambda: window.interrupted.has_looked)
        return window

    yield open_it
    for window in made:
        window.session.stop()
        assert window.session.wait(30)
        window.close_without_asking()


def test_the_window_does_not_wait_for_the_folders_of_runs(
    open_window, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed(store)
    looked_in: list[str] = []
    look = Store.interrupted
    monkeypatch.setattr(Store, "interrupted", lambda own: looked_in.append(current_thread().name) or look(own))
    window = open_window()
    assert window.interrupted_notice.isVisible() and looked_in and main_thread().name not in looked_in


def test_without_a_crash_nothing_is_offered(open_window) -> None:
    assert not open_window().interrupted_notice.isVisible()


def test_an_interrupted_training_is_shown_with_its_design_and_its_curves(open_window, store: Store) -> None:
    identity = crashed(store)
    window = open_window()
    assert window.interrupted_notice.isVisible()
    assert window.interrupted_notice.words.text() == "A training was interrupted at step 20 of 60: Run 3."
    window.interrupted_notice.show_button.click()
    assert window.document.design == DESIGN and window.pages.currentWidget() is window.canvas
    assert window.session.history.step.tolist() == list(range(1, 21))
    assert window.document.project.run(identity).summary.ending is Ending.INTERRUPTED
    assert not window.interrupted_notice.isVisible()
    assert not open_window().interrupted_notice.isVisible()


def test_an_interrupted_training_goes_on(open_window, store: Store, qtbot: QtBot) -> None:
    identity = crashed(store)
    window = open_window()
    window.interrupted_notice.resume_button.click()
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)
    run = window.document.project.run(identity)
    assert run.summary.ending is Ending.FINISHED and run.summary.step == 60
    assert window.session.history.step.tolist() == list(range(1, 61))


def test_its_project_is_opened_if_it_is_in_a_file(open_window, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnd"
    save_project(Project(DESIGN).with_training(None, {}), path)
    identity = crashed(store, str(path))
    window = open_window()
    window.interrupted_notice.show_button.click()
    assert window.document.path == path
    assert [each.summary.name for each in window.document.project.runs] == ["Run 1", "Run 3"]
    assert window.shown_run.identity == identity


def test_what_was_put_away_is_not_offered_again(open_window, store: Store) -> None:
    crashed(store)
    window = open_window()
    window.interrupted_notice.close_button.click()
    assert not open_window().interrupted_notice.isVisible()
    assert len(store.summaries()) == 1


def test_a_run_that_broke_off_before_its_first_checkpoint_can_only_be_shown(open_window, store: Store) -> None:
    identity = crashed(store)
    for path in store.folder(identity).checkpoints.iterdir():
        path.unlink()
    window = open_window()
    assert not window.interrupted_notice.resume_button.isEnabled()
    assert "checkpoint" in window.interrupted_notice.resume_button.toolTip()


def test_a_folder_that_cannot_be_read_is_said_and_costs_nothing(open_window, store: Store) -> None:
    identity = crashed(store)
    window = open_window()
    (store.folder(identity).path / "order.json").write_text("{")
    window.interrupted_notice.show_button.click()
    assert "cannot be read" in window.toast.text and window.document.project.runs == ()
