"""Prove it: the last steps of a run are done again in the background, and a notice says what came of it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nndesigner.app.training.proving import NOT_KEPT, PROVING, TOO_FEW, UNDER_WAY
from nndesigner.app.window.main_window import MainWindow
from nndesigner.design.model import Design
from nndesigner.project.examples import open_example
from nndesigner.project.file import Project
from nndesigner.training import checkpoint
from nndesigner.training.checkpoint_files import STEP, kept
from nndesigner.training.events import RunState
from tests.design.drawings import identity_of

PATIENCE = 60_000
EXAMPLE = open_example("xor-mlp").design


@pytest.fixture
def window(empty_window: MainWindow) -> Iterator[MainWindow]:
    empty_window.open_later(None)
    empty_window.control.device = "cpu"
    empty_window.runs_dock.show()
    empty_window.runs_dock.raise_()
    yield empty_window
    empty_window.control.proving.close()


def for_epochs(design: Design, epochs: int) -> Design:
    return design.changed(training=design.training.changed(epochs=epochs))


def begin(window: MainWindow, epochs: int) -> None:
    window.filing._show(Project(for_epochs(EXAMPLE, epochs)), None, "xor")
    window.control.train()


def trained(window: MainWindow, qtbot: QtBot) -> str:
    """The identity of a run that was trained here."""
    begin(window, epochs=30)
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)
    window.control.recorder.close()
    return window.document.project.runs[-1].identity


def prove(window: MainWindow):
    """The entry in the menu of the run that is selected."""
    return next(each for each in window.runs.list.make_menu().actions() if each.text() == "Prove it")


def checkpoints(window: MainWindow, identity: str):
    return window.control.shelf.store.folder(identity).checkpoints


def test_a_run_that_repeats_says_so_in_words(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot)
    assert prove(window).isEnabled() and "compare" in prove(window).toolTip()
    prove(window).trigger()
    notice = window.proof_notice
    assert notice.isVisible() and notice.cancel_button.isVisible()
    assert notice.words.text() == "Doing step 1 to 30 of Run 1 again…"
    qtbot.waitUntil(lambda: not window.control.proving.is_under_way, timeout=PATIENCE)
    assert notice.words.text().startswith("Run 1 came out the same. Step 1 to 30: all ")
    assert notice.words.text().endswith(" tensors are the same bit for bit.")
    assert notice.close_button.isVisible() and not notice.cancel_button.isVisible()


def test_what_differs_is_named_with_how_much(window: MainWindow, qtbot: QtBot) -> None:
    identity = trained(window, qtbot)
    path = kept(checkpoints(window, identity), STEP)[0]
    state = checkpoint.read(path).state
    name = f"{identity_of(EXAMPLE, 'hidden')}.weight"
    state["loop"]["network"][name] += 0.25
    checkpoint.write(state, path)
    window.actions_by_name["prove_run"].trigger()
    qtbot.waitUntil(lambda: not window.control.proving.is_under_way, timeout=PATIENCE)
    said = window.proof_notice.words.text()
    assert said.startswith("Run 1 came out differently. Step 1 to 30: 1 of ")
    assert "weight of hidden (by up to 0.25)" in said


def test_a_checkpoint_that_is_damaged_is_said(window: MainWindow, qtbot: QtBot) -> None:
    identity = trained(window, qtbot)
    kept(checkpoints(window, identity), STEP)[0].write_bytes(b"no checkpoint")
    prove(window).trigger()
    qtbot.waitUntil(lambda: not window.control.proving.is_under_way, timeout=PATIENCE)
    assert window.proof_notice.words.text().startswith("Run 1 could not be proved. ")


def test_without_two_checkpoints_the_menu_says_why(window: MainWindow, qtbot: QtBot) -> None:
    identity = trained(window, qtbot)
    kept(checkpoints(window, identity), STEP)[0].unlink()
    assert not prove(window).isEnabled() and prove(window).toolTip() == TOO_FEW
    window.actions_by_name.refresh()
    assert window.actions_by_name["prove_run"].toolTip() == TOO_FEW
    window.control.shelf.folder(identity).remove()
    assert prove(window).toolTip() == NOT_KEPT


def test_it_does_not_begin_beside_a_training(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot)
    window.document.edit("more", lambda design: for_epochs(design, 100_000))
    window.control.train()
    qtbot.waitUntil(lambda: window.session.state is RunState.RUNNING, timeout=PATIENCE)
    assert not prove(window).isEnabled() and prove(window).toolTip() == UNDER_WAY
    assert not window.actions_by_name["prove_run"].isEnabled()


def test_it_is_cancelled_and_meanwhile_nothing_is_trained(window: MainWindow, qtbot: QtBot) -> None:
    window.control.proving.prove(long_run(window, qtbot))
    train, notice = window.actions_by_name["train"], window.proof_notice
    assert window.control.proving.is_under_way and not train.isEnabled() and train.toolTip() == PROVING
    window.control.train()
    assert not window.session.is_active and window.toast.text == PROVING
    qtbot.waitUntil(lambda: "%" in notice.words.text(), timeout=PATIENCE)
    notice.cancel_button.click()
    qtbot.waitUntil(lambda: not window.control.proving.is_under_way, timeout=PATIENCE)
    assert notice.isHidden() and train.isEnabled()


def long_run(window: MainWindow, qtbot: QtBot) -> str:
    """A run whose last two checkpoints are far apart."""
    begin(window, epochs=1500)
    folder = checkpoints(window, window.control.recorder.live)
    qtbot.waitUntil(lambda: bool(kept(folder, STEP)), timeout=PATIENCE)
    first = kept(folder, STEP)[-1]
    content = first.read_bytes()
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)
    window.control.recorder.close()
    kept(folder, STEP)[1].unlink()
    first.write_bytes(content)
    return window.document.project.runs[-1].identity
