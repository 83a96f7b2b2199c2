"""A training that is under way follows what is edited, and undoing goes back, in a real window."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nndesigner.app.inspector.layer_form import LayerForm
from nndesigner.app.inspector.training_form import TrainingForm
from nndesigner.app.window.main_window import MainWindow
from nndesigner.design import edits
from nndesigner.project.learned import is_same_network
from nndesigner.training.events import Changed, RunState
from tests.app.training.test_session import PATIENCE


@pytest.fixture
def window(empty_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which a training is paused within its first epoch."""
    empty_window.control.device = "cpu"
    empty_window.open_later("example:mnist-mlp")
    empty_window.control.step()
    qtbot.waitUntil(lambda: empty_window.session.state is RunState.PAUSED, timeout=PATIENCE)
    return empty_window


@pytest.fixture
def changed(window: MainWindow, qtbot: QtBot) -> Callable[[int], list[Changed]]:
    """Waits until so many changes are made."""

    def wait(number: int) -> list[Changed]:
        qtbot.waitUntil(lambda: len(window.session.history.marks) >= number, timeout=PATIENCE)
        return window.session.history.marks

    return wait


def training_form(window: MainWindow) -> TrainingForm:
    assert isinstance(window.inspector.page, TrainingForm)
    return window.inspector.page


def test_typing_a_batch_size_changes_it_once_and_undoing_changes_it_back(window, changed, qtbot):
    line = training_form(window).forms["Training"].form.rows["batch_size"].field.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "256")
    (mark,) = changed(1)
    assert (mark.words, window.session.design.training.batch_size) == ("Batch size 128 → 256", 256)
    window.document.history.undo()
    assert changed(2)[1].words == "Batch size 256 → 128"
    window.document.history.redo()
    assert changed(3)[2].after == 256


def test_halving_the_learning_rate_multiplies_it_by_a_half(window, changed):
    design = window.document.design
    rate = design.training.optimizer.learning_rate
    edit(window, optimizer=design.training.optimizer.changed(learning_rate=rate / 2))
    (mark,) = changed(1)
    assert (mark.name, mark.after, mark.words) == ("learning_rate_factor", 0.5, "Learning rate × 0.5")
    assert window.session.design.training.optimizer.learning_rate == rate / 2


def test_freezing_and_silencing_follow_and_leave_the_network_what_it_is(window, changed):
    design = window.document.design
    dense, dropout = (design.of_kind(kind)[0] for kind in ("dense", "dropout"))
    window.document.edit("freeze", lambda design: edits.set_parameters(design, [dense.id], frozen=True))
    window.document.edit("rate", lambda design: edits.set_parameters(design, [dropout.id], rate=0.75))
    assert {mark.words for mark in changed(2)} == {f"{dense.name} frozen", f"{dropout.name}: rate 0.2 → 0.75"}
    assert not window.moved_on_notice.isVisible()
    assert is_same_network(design, window.document.design)


def test_what_a_training_refuses_is_said(window, qtbot):
    said: list[str] = []
    window.control.message.connect(said.append)
    window.document.edit("large", lambda design: design.changed(training=design.training.changed(batch_size=1_000_000)))
    edit(window, optimizer=window.document.design.training.optimizer.changed(learning_rate=100.0))
    qtbot.waitUntil(lambda: len(said) >= 2, timeout=PATIENCE)
    assert any(words.endswith("from step 2 on.") for words in said)


def test_an_edit_is_sent_before_the_next_step(window, changed, qtbot):
    window.document.edit("size", lambda design: design.changed(training=design.training.changed(batch_size=32)))
    window.control.step()
    qtbot.waitUntil(lambda: len(window.session.history) >= 2, timeout=PATIENCE)
    assert changed(1)[0].step == 1


def test_other_edits_are_left_to_the_next_training(window, qtbot):
    design = window.document.design
    dense = design.of_kind("dense")[0]
    window.document.edit("wide", lambda design: edits.set_parameters(design, [dense.id], units=7))
    window.control.step()
    qtbot.waitUntil(lambda: len(window.session.history) >= 2, timeout=PATIENCE)
    assert window.session.history.marks == []
    assert window.moved_on_notice.isVisible()


def test_fields_that_a_training_cannot_follow_stand_still_and_say_why(window, qtbot):
    forms = training_form(window).forms
    alive = [("Optimizer", "learning_rate"), ("Optimizer", "momentum"), ("Early stopping", "enabled")]
    alive += [("Training", "batch_size"), ("Training", "epochs")]
    for part, name in alive:
        assert forms[part].form.rows[name].field.widget.isEnabled(), name
    still = [("Optimizer", "weight_decay"), ("Training", "seed"), ("Training", "full_batch")]
    for part, name in still:
        field = forms[part].form.rows[name].field
        assert not field.widget.isEnabled(), name
        assert "Fixed during a training" in field.toolTip()
    choices = {part: forms[part].choice.rows["kind"].field.widget.isEnabled() for part in ("Loss", "Gradient limit")}
    assert choices == {"Loss": False, "Gradient limit": True}
    assert not training_form(window).data.isEnabled()
    assert training_form(window).under_way.isVisibleTo(window)
    window.control.stop()
    qtbot.waitUntil(lambda: not window.session.is_active, timeout=PATIENCE)
    assert all(forms[part].form.rows[name].field.widget.isEnabled() for part, name in [*alive, *still])
    assert training_form(window).data.isEnabled()
    assert not training_form(window).under_way.isVisibleTo(window)


def test_the_form_of_a_layer_says_what_acts_at_once(window):
    design = window.document.design
    words = {}
    for kind in ("dense", "dropout", "flatten"):
        window.selection.set([design.of_kind(kind)[0].id])
        page = window.inspector.page
        assert isinstance(page, LayerForm)
        words[kind] = page.effect.text()
    assert words["dense"] == "Frozen acts at the next step. Everything else takes effect in the next training."
    assert words["dropout"] == "Rate acts at the next step of the training."


def test_the_progress_says_the_epochs_that_are_planned_now(window, changed):
    window.document.edit("epochs", lambda design: design.changed(training=design.training.changed(epochs=4)))
    changed(1)
    assert "epoch 1 of 4" in window.top_bar.progress.words.full


def edit(window: MainWindow, **parts: object) -> None:
    window.document.edit("edit", lambda design: design.changed(training=replace(design.training, **parts)))


def test_a_run_done_again_makes_the_same_changes_at_the_same_steps(window, changed, qtbot):
    window.document.edit("less", lambda design: design.changed(training=design.training.changed(batch_size=8192)))
    edit(window, optimizer=window.document.design.training.optimizer.changed(momentum=0.5))
    window.document.edit("end", lambda design: design.changed(training=design.training.changed(epochs=1)))
    changed(3)
    window.control.train()
    qtbot.waitUntil(lambda: window.session.state is RunState.FINISHED, timeout=PATIENCE)
    first = window.session.history
    window.control.train_again(window.document.project.runs[-1])
    qtbot.waitUntil(
        lambda: window.session.history is not first and window.session.state is RunState.FINISHED, timeout=PATIENCE
    )
    again = window.session.history
    assert again.marks == first.marks and len(first.marks) == 3
    assert again.loss.tolist() == first.loss.tolist()
