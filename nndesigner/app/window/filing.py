"""New, open, save and export: the dialogs around the project file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.settings import Settings
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets.messages import ask_to_save, ask_to_stop, show_problem
from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.project.examples import open_example
from nndesigner.project.file import SUFFIX, Project, open_project
from nndesigner.runs.records import history_of
from nndesigner.training.history import History

PROJECTS = f"nndesigner projects (*{SUFFIX} *.json)"
STOP_SECONDS = 30.0


class Filing(QObject):
    """Opens and keeps projects; nothing unsaved is lost without asking.

    `done` reports in words what was done.
    """

    done = Signal(str)

    def __init__(self, window: QWidget, document: Document, session: TrainingSession, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self.document = document
        self._session = session
        self._settings = settings

    def new(self) -> None:
        """Start with an empty canvas."""
        if self.may_leave():
            self._show(Project(Design()), None, "untitled")

    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open project", str(self._folder()), PROJECTS)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open the project at `path`."""
        self._open(lambda: self._show(open_project(path), path, ""), str(path))

    def open_example(self, name: str) -> None:
        """Open an example as a new, unsaved project."""
        self._open(lambda: self._show(open_example(name), None, name), name)

    def show_project(self, project: Project, name: str) -> None:
        """Open what is in no file yet, as an unsaved project."""
        self._open(lambda: self._show(project, None, name), name)

    def save(self) -> bool:
        """Save where it was opened from; ask where when that is not known. False when nothing was saved."""
        path = self.document.path
        return self._save_to(path) if path and path.suffix == SUFFIX else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save, and do it."""
        suggested = self._folder() / f"{self.document.name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save project", str(suggested), PROJECTS)
        if not name:
            return False
        path = Path(name)
        return self._save_to(path if path.suffix else path.with_suffix(SUFFIX))

    def export(self, format_name: str, title: str, suffix: str) -> None:
        """Ask where to write the network in one of the export formats, and do it."""
        suggested = self._folder() / f"{self.document.name}{suffix}"
        name, _ = QFileDialog.getSaveFileName(self._window, f"Export {title}", str(suggested), f"{title} (*{suffix})")
        if name:
            self.export_to(format_name, Path(name))

    def export_to(self, format_name: str, path: Path) -> None:
        """Write the network to `path`."""
        from nndesigner.export.formats import export

        project = self.document.project
        try:
            export(project.predictor, format_name, path)
        except UserError as problem:
            show_problem(self._window, "This could not be exported", str(problem))
            return
        as_trained = " It is the network as it was trained." if project.has_moved_on else ""
        self.done.emit(f"Exported to {path.name}.{as_trained}")

    def may_leave(self) -> bool:
        """Whether what is open may be replaced: asks about a training under way and about unsaved work."""
        if self._session.is_active:
            if not ask_to_stop(self._window):
                return False
            self._session.stop()
            self._session.wait(STOP_SECONDS)
        if self.document.is_saved:
            return True
        answer = ask_to_save(self._window, self.document.name)
        return self.save() if answer == "save" else answer == "discard"

    def _open(self, open_it: Callable[[], None], name: str) -> None:
        if not self.may_leave():
            return
        try:
            open_it()
        except UserError as problem:
            show_problem(self._window, f"{Path(name).name} could not be opened", str(problem))

    def _show(self, project: Project, path: Path | None, name: str) -> None:
        shown = project.shown
        history = history_of(shown) if shown else History()
        self.document.load(project, path, name)
        self._session.show(history, shown.design if shown else project.design)
        if path:
            self._settings.remember_file(path)

    def _save_to(self, path: Path) -> bool:
        try:
            self.document.save(path)
        except UserError as problem:
            show_problem(self._window, "The project could not be saved", str(problem))
            return False
        self._settings.remember_file(path)
        self.done.emit(f"Saved {path.name}.")
        return True

    def _folder(self) -> Path:
        return self.document.path.parent if self.document.path else Path.home()
