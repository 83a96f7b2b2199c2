"""Tests of the pictures that are drawn of a trained project without a window."""

import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from nndesigner.app import pictures
from nndesigner.project.file import Project, save_project
from nndesigner.training.history import History
from tests.app.cockpit.training_story import design, told

NAMES = [
    *("loss.png", "accuracy.png", "gradient_magnitude.png", "dropout_masks.png"),
    *("learning_rate.png", "confusion_matrix.png"),
]


@pytest.fixture
def trained(tmp_path):
    history = History()
    for event in told(50, design()):
        history.add(event)
    path = tmp_path / "trained.nnd"
    save_project(Project(design()).with_training(None, history.to_plain()), path)
    return path


def test_a_picture_of_every_view_is_drawn(qapp, trained, tmp_path, capsys):
    assert pictures.main([str(trained), str(tmp_path / "new" / "folder")]) == 0
    made = sorted((tmp_path / "new" / "folder").iterdir())
    assert {file.name for file in made} >= set(NAMES)
    for file in made:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1200, 720)
    assert capsys.readouterr().out.count("\n") == len(made)


def test_it_works_where_there_is_no_display(trained, tmp_path):
    bare = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    command = [sys.executable, "-m", "nndesigner.app.pictures", str(trained), str(tmp_path / "made")]
    ran = subprocess.run(command, capture_output=True, text=True, env=bare, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert {file.name for file in (tmp_path / "made").iterdir()} >= set(NAMES)


def test_a_project_that_was_never_trained_is_told(qapp, tmp_path, capsys):
    path = tmp_path / "new.nnd"
    save_project(Project(design()), path)
    assert pictures.main([str(path), str(tmp_path / "made")]) == 1
    assert "never trained" in capsys.readouterr().err


def test_a_missing_file_is_told_in_one_line(qapp, tmp_path, capsys):
    assert pictures.main([str(tmp_path / "missing.nnd"), str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_told(qapp, trained, capsys):
    assert pictures.main([str(trained), str(trained / "folder")]) == 1
    assert "cannot be made" in capsys.readouterr().err
