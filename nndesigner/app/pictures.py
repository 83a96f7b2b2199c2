"""Draws the curves, gradients and masks that a project keeps: python -m nndesigner.app.pictures TRAINED.nnd FOLDER"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from nndesigner.app.cockpit.dashboard import panels
from nndesigner.app.engine import thread_host
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.catalog.problems import UserError
from nndesigner.project.file import open_project
from nndesigner.runs.records import history_of


class NothingToDraw(UserError):
    """The project was never trained, or the folder cannot be written to."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write loss.png, accuracy.png, confusion_matrix.png and whatever else there is to see; 0 when it works, else 1."""
    parser = ArgumentParser(prog="python -m nndesigner.app.pictures", description=__doc__)
    parser.add_argument("project", type=Path, metavar="TRAINED.nnd", help="a project that was trained")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the pictures go; made when it is missing")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="the colours (light)")
    chosen = parser.parse_args(arguments)
    try:
        for picture in draw(chosen.project, chosen.folder, chosen.theme):
            print(picture)
    except UserError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def draw(file: Path, folder: Path, colours: str = "light") -> list[Path]:
    """Draw the history in the project `file` into `folder` and give the pictures. Raises UserError."""
    project = open_project(file)
    if project.shown is None or project.shown.curves is None:
        raise NothingToDraw(f"{file} was never trained: there is nothing to draw. Train it and save it first.")
    history = history_of(project.shown)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NothingToDraw(f"{folder} cannot be made: {error.strerror or error}. Choose another folder.") from error
    _require_application(colours)
    session = TrainingSession(thread_host)
    session.show(history, project.shown.design)
    pictures = []
    for panel in panels(session):
        if not panel.has_data():
            continue
        pictures.append(folder / f"{panel.file_name}.png")
        panel.export_picture(pictures[-1])
    return pictures


def _require_application(colours: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.prepare(application, colours)


if __name__ == "__main__":
    sys.exit(main())
