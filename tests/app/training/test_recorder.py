"""A training becomes a run of the document and leaves a folder, which follows what is done to the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nndesigner.app.document.document import Document
from nndesigner.app.document.run_state import deleting, describing
from nndesigner.app.engine import hosts
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.session import TrainingSession
from nndesigner.project.examples import open_example
from nndesigner.project.file import Project, open_project
from nndesigner.project.record import Ending
from nndesigner.runs.store import Store
from nndesigner.training.events import NotKept, RunState
from nndesigner.training.hosts.choice import HostKind

PATIENCE = 60_000


class Desk:
    """A document, a session, and the folder that runs are kept in."""

    def __init__(self, qtbot: QtBot, folder: Path, kind: HostKind = HostKind.THREAD) -> None:
        self.qtbot = qtbot
        self.store = Store(folder / "runs")
        self.document, self.session = Document(), TrainingSession(hosts(kind).new_host)
        self.control = TrainingControl(self.document, self.session, self.store)
        self.control.device = "cpu"
        example = open_example("xor-mlp")
        training = example.design.training.changed(epochs=30, seed=5)
        self.document.load(Project(example.design.changed(training=training)), None, "xor")

    def train(self) -> None:
        self.control.train()
        self.qtbot.waitUntil(lambda: self.session.state is RunState.FINISHED, timeout=PATIENCE)
        self.control.recorder.close()

    @property
    def run(self):
        return self.document.project.runs[-1]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.session.stop()
    assert made.session.wait(30)
    made.control.recorder.close()


def test_a_training_becomes_a_run_with_curves_and_weights(desk: Desk) -> None:
    desk.train()
    desk.train()
    first, second = desk.document.project.runs
    assert [each.summary.name for each in (first, second)] == ["Run 1", "Run 2"]
    assert second.summary.ending is Ending.FINISHED and second.summary.seed == 5
    assert second.summary.epoch == second.summary.epochs == 30 and second.summary.seconds > 0
    assert len(second.history()["epochs"]) == 30 and second.learned is desk.document.learned
    assert not desk.document.is_saved


@pytest.mark.parametrize("kind", HostKind)
def test_a_run_says_where_it_was_computed_and_with_how_many_threads(qtbot: QtBot, tmp_path: Path, kind) -> None:
    desk = Desk(qtbot, tmp_path, kind)
    design = desk.document.design
    desk.document.edit("two", lambda _: design.changed(training=design.training.changed(threads=2)))
    desk.train()
    found = desk.store.folder(desk.run.identity).summary()
    assert (desk.run.summary.host, desk.run.summary.threads) == (found.host, found.threads) == (kind.value, 2)
    desk.document.save(tmp_path / "mine.nnd")
    saved = open_project(tmp_path / "mine.nnd").runs[-1].summary
    assert (saved.host, saved.threads) == (kind.value, 2)


def test_the_folder_has_the_same_run(desk: Desk) -> None:
    desk.train()
    folder = desk.store.folder(desk.run.identity)
    assert folder.summary().step == desk.run.summary.step and folder.summary().ending is Ending.FINISHED
    assert folder.history().to_plain() == desk.run.history()
    assert folder.order().design == desk.run.design
    assert folder.learned().weights.keys() == desk.run.learned.weights.keys()


def test_a_training_that_is_stopped_before_its_first_step_leaves_nothing(desk: Desk) -> None:
    desk.control.train()
    desk.control.stop()
    desk.qtbot.waitUntil(lambda: not desk.session.is_active, timeout=PATIENCE)
    desk.control.recorder.close()
    if not len(desk.session.history):
        assert desk.document.project.runs == () and desk.document.is_saved
        assert desk.store.summaries() == []


def test_a_stopped_run_says_so(desk: Desk) -> None:
    design = desk.document.design
    desk.document.edit("more", lambda _: design.changed(training=design.training.changed(epochs=50_000)))
    desk.control.train()
    desk.qtbot.waitUntil(lambda: len(desk.session.history) > 3, timeout=PATIENCE)
    assert desk.run.summary.ending is None and desk.control.recorder.live == desk.run.identity
    desk.control.stop()
    desk.qtbot.waitUntil(lambda: not desk.session.is_active, timeout=PATIENCE)
    assert desk.run.summary.ending is Ending.STOPPED and desk.run.learned is not None


def test_a_run_can_be_named_while_it_goes(desk: Desk) -> None:
    design = desk.document.design
    desk.document.edit("more", lambda _: design.changed(training=design.training.changed(epochs=50_000)))
    desk.control.train()
    desk.qtbot.waitUntil(lambda: len(desk.session.history) > 3, timeout=PATIENCE)
    desk.document.edit_run("Rename", describing(desk.document.project, desk.run.identity, name="wide", note="try"))
    desk.control.stop()
    desk.qtbot.waitUntil(lambda: not desk.session.is_active, timeout=PATIENCE)
    desk.control.recorder.close()
    summary = desk.store.summaries()[0]
    assert (desk.run.summary.name, summary.name, summary.note) == ("wide", "wide", "try")


def test_what_is_done_to_a_run_is_done_to_its_folder(desk: Desk) -> None:
    desk.train()
    identity = desk.run.identity
    desk.document.edit_run("Pin", describing(desk.document.project, identity, pinned=True, name="best"))
    assert (desk.store.summaries()[0].name, desk.store.summaries()[0].pinned) == ("best", True)
    desk.document.edit_run("Delete", deleting(desk.document.project, identity))
    assert desk.store.summaries() == []
    desk.document.history.undo()
    assert [each.identity for each in desk.store.summaries()] == [identity]
    desk.document.history.undo()
    assert not desk.store.summaries()[0].pinned


def test_a_run_that_was_never_saved_comes_back_with_its_project(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnd"
    desk.document.save(path)
    desk.train()
    identity = desk.run.identity
    desk.document.load(open_project(path), path)
    assert desk.run.identity == identity and desk.run.learned is not None
    assert desk.document.is_saved and desk.document.learned is desk.run.learned


def test_a_run_that_comes_back_with_its_project_does_not_predict_unasked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnd"
    desk.train()
    saved = desk.run.identity
    desk.document.save(path)
    desk.train()
    discarded = desk.run.identity
    desk.document.load(open_project(path), path)
    assert [each.identity for each in desk.document.project.runs] == [saved, discarded]
    assert desk.document.project.chosen == saved
    assert desk.document.learned is not None and desk.document.learned is desk.document.project.run(saved).learned
    assert desk.run.learned is not None


def test_runs_belong_to_the_file_that_the_project_is_saved_in(desk: Desk, tmp_path: Path) -> None:
    desk.train()
    desk.document.save(tmp_path / "mine.nnd")
    assert desk.store.of_project(tmp_path / "mine.nnd") == [desk.run.identity]


def test_another_project_does_not_take_the_runs_of_the_one_before_away(desk: Desk) -> None:
    desk.train()
    desk.document.load(open_example("xor-mlp"), None, "other")
    assert desk.document.project.runs == () and len(desk.store.summaries()) == 1


def long(desk: Desk, epochs: int = 2000) -> None:
    design = desk.document.design
    desk.document.edit("more", lambda _: design.changed(training=design.training.changed(epochs=epochs)))


def stopped(desk: Desk, steps: int) -> str:
    """Train so many steps, and give the identity of the run."""
    desk.control.train()
    desk.qtbot.waitUntil(lambda: len(desk.session.history) > steps, timeout=PATIENCE)
    desk.control.stop()
    desk.qtbot.waitUntil(lambda: not desk.session.is_active, timeout=PATIENCE)
    return desk.run.identity


def test_a_stopped_run_goes_on_bit_for_bit_as_if_it_had_not_been_stopped(desk: Desk) -> None:
    long(desk, 400)
    identity = stopped(desk, 50)
    step = desk.run.summary.step
    assert step < desk.run.summary.steps and desk.control.why_not_resume_run(identity) == ""
    desk.control.resume_run(identity)
    desk.qtbot.waitUntil(lambda: desk.session.state is RunState.FINISHED, timeout=PATIENCE)
    desk.control.recorder.close()
    assert len(desk.document.project.runs) == 1 and desk.run.summary.ending is Ending.FINISHED
    resumed, curves = desk.run.learned.weights, desk.session.history
    assert curves.step.tolist() == list(range(1, desk.run.summary.steps + 1))
    assert desk.store.folder(identity).summary().step == desk.run.summary.steps
    desk.train()
    assert desk.session.history.loss.tolist() == curves.loss.tolist()
    for name, values in desk.run.learned.weights.items():
        assert (values == resumed[name]).all(), name


def test_the_last_run_that_did_not_finish_is_the_one_that_goes_on(desk: Desk) -> None:
    assert "stopped or interrupted" in desk.control.why_not_resume_run()
    long(desk)
    first = stopped(desk, 20)
    long(desk, 30)
    desk.train()
    assert "finished" in desk.control.why_not_resume_run(desk.run.identity)
    desk.control.resume_run()
    desk.qtbot.waitUntil(lambda: desk.session.state is RunState.RUNNING, timeout=PATIENCE)
    assert desk.control.recorder.live == first
    assert "under way" in desk.control.why_not_resume_run(first)


def test_a_run_without_a_checkpoint_says_so(desk: Desk) -> None:
    long(desk)
    identity = stopped(desk, 20)
    desk.control.recorder.close()
    for path in desk.store.folder(identity).checkpoints.iterdir():
        path.unlink()
    assert desk.control.why_not_resume_run(identity) == "It has no checkpoint."


def test_a_run_that_cannot_be_kept_is_trained_all_the_same_and_that_is_said(desk: Desk) -> None:
    desk.store.path.parent.mkdir(exist_ok=True)
    desk.store.path.write_text("no folder")
    said: list[str] = []
    desk.control.message.connect(said.append)
    desk.train()
    assert desk.run.summary.ending is Ending.FINISHED
    assert any(words.startswith("This run is not kept while it goes.") for words in said)


def test_that_no_checkpoint_can_be_written_is_said(desk: Desk) -> None:
    said: list[str] = []
    desk.control.message.connect(said.append)
    desk.session.happened.emit([NotKept("The disk is full.")])
    assert said == ["The last checkpoint was not kept. The disk is full."]
