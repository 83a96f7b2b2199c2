"""Opening and saving: nothing unsaved is lost without asking, and bad files are told in words."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nndesigner.app.document.document import Document
from nndesigner.app.settings import Settings
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.window import filing as filing_module
from nndesigner.app.window.filing import Filing
from nndesigner.catalog.layers.dense import Dense
from nndesigner.design import edits
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.run import prepare


class Desk:
    """A document with its filing; what the user would be asked is answered from `answer`, what is told is in `told`."""

    def __init__(self, window: QWidget, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window = window
        self.document = Document()
        self.session = TrainingSession(partial(ThreadHost, prepare))
        self.settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        self.filing = Filing(window, self.document, self.session, self.settings)
        self.told: list[str] = []
        self.asked: list[str] = []
        self.answer = "cancel"
        # dialogs wait for a person: these are the only stand-ins
        monkeypatch.setattr(filing_module, "show_problem", lambda _, title, text: self.told.append(f"{title}: {text}"))
        monkeypatch.setattr(filing_module, "ask_to_save", self._ask)

    def _ask(self, _: QWidget, name: str) -> str:
        self.asked.append(name)
        return self.answer

    def draw_something(self) -> None:
        self.document.edit("add", lambda design: edits.add_node(design, Dense(), (0, 0))[0])


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    window = QWidget()
    qtbot.addWidget(window)
    yield Desk(window, tmp_path, monkeypatch)


def test_an_example_opens_as_a_new_project(desk: Desk) -> None:
    desk.filing.open_example("mnist-mlp")
    assert desk.document.name == "mnist-mlp" and desk.document.path is None
    assert desk.document.report.problems == ()


def test_what_was_saved_opens_again_and_is_remembered(desk: Desk, tmp_path: Path) -> None:
    desk.filing.open_example("mnist-cnn")
    design = desk.document.design
    desk.document.save(tmp_path / "mine.nnd")
    desk.draw_something()
    assert desk.filing.save()
    desk.filing.new()
    assert not desk.document.design.nodes
    desk.filing.open_path(tmp_path / "mine.nnd")
    assert len(desk.document.design.nodes) == len(design.nodes) + 1
    assert desk.settings.recent_files == [tmp_path / "mine.nnd"]


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken", b'{"format": 99}'])
def test_a_bad_file_is_told_and_what_was_open_stays(desk: Desk, tmp_path: Path, content: bytes) -> None:
    desk.filing.open_example("mnist-mlp")
    before = desk.document.design
    (tmp_path / "bad.nnd").write_bytes(content)
    desk.filing.open_path(tmp_path / "bad.nnd")
    assert len(desk.told) == 1 and "bad.nnd could not be opened" in desk.told[0]
    assert desk.document.design is before


def test_unsaved_work_is_asked_about_and_cancel_keeps_it(desk: Desk) -> None:
    desk.draw_something()
    before = desk.document.design
    desk.filing.new()
    assert desk.asked == ["untitled"] and desk.document.design is before
    desk.answer = "discard"
    desk.filing.new()
    assert not desk.document.design.nodes


def test_saving_when_asked_goes_on_only_when_it_worked(desk: Desk, tmp_path: Path) -> None:
    desk.filing.open_example("mnist-mlp")
    desk.document.save(tmp_path / "mine.nnd")
    desk.draw_something()
    desk.answer = "save"
    desk.filing.new()
    assert not desk.document.design.nodes and len(desk.filing._settings.recent_files) == 1


def test_a_save_that_fails_is_told_and_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    desk.draw_something()
    desk.document.path = tmp_path / "missing" / "mine.nnd"
    assert not desk.filing.save()
    assert len(desk.told) == 1 and not desk.document.is_saved


def test_exporting_weights_before_training_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.filing.open_example("mnist-mlp")
    desk.filing.export_to("npz", tmp_path / "weights.npz")
    assert len(desk.told) == 1 and not (tmp_path / "weights.npz").exists()
