"""The open document: the design with its undo history, and what belongs to it in the file."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.run_state import RunEdit, RunState
from nndesigner.app.document.undo import Edit, UndoHistory
from nndesigner.design.check import check
from nndesigner.design.difference import difference
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.project.file import Project, save_project
from nndesigner.project.learned import Learned
from nndesigner.project.record import Record


class Document(QObject):
    """What is open in the window: one for the window's whole life, whatever is loaded into it.

    `changed` brings what is different in the design (a Difference), `loaded` reports that another project is open,
    `runs_changed` that its runs did, and `file_changed` that the path, the weights or the state of being saved changed.
    """

    changed = Signal(object)
    loaded = Signal()
    runs_changed = Signal()
    file_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._project = Project(Design())
        self._design = self._project.design
        self._suggested_name = "untitled"
        self._runs_saved = True
        self.path: Path | None = None
        self.history = UndoHistory(self._show)
        self.history.changed.connect(self.file_changed)

    @property
    def design(self) -> Design:
        """The design as it is now."""
        return self._design

    @property
    def project(self) -> Project:
        """Everything that goes into the file."""
        return self._project.with_design(self._design)

    @cached_property
    def report(self) -> Report:
        """Shapes, parameters and problems of the design as it is now."""
        return check(self._design)

    @property
    def name(self) -> str:
        """The file's name without its suffix, or what an unsaved document is called."""
        return self.path.stem if self.path else self._suggested_name

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost by closing."""
        return self.history.is_saved and self._runs_saved

    def load(self, project: Project, path: Path | None = None, name: str = "") -> None:
        """Show another project; what was here, with its undo history, is gone."""
        self._project = project
        self._suggested_name = name or "untitled"
        self._runs_saved = True
        self.path = path
        self.history.clear()
        self._show(project.design)
        self.loaded.emit()
        self.runs_changed.emit()
        self.file_changed.emit()

    def edit(self, text: str, edit: Callable[[Design], Design], gesture: str = "") -> None:
        """Apply `edit` and make it undoable under `text`. Edits of one `gesture` (a drag, a spin box) undo as one.

        What `edit` raises comes through, and nothing has happened then.
        """
        after = edit(self._design)
        if after is not self._design and difference(self._design, after):
            self.history.push(Edit(text, self._design, after, gesture))

    @property
    def learned(self) -> Learned | None:
        """What was trained, as it was drawn then, and predicts."""
        return self._project.learned

    def keep_run(self, record: Record, is_saved: bool = False, is_found: bool = False) -> None:
        """Take over another run, or how one went on, to be saved with the design; this is no edit to undo.

        `is_saved` when it is safe elsewhere, so that closing loses nothing; one that `is_found` there, and was not
        trained here and now, leaves the choice of what predicts alone.
        """
        if known := self._project.run(record.identity):
            about = known.summary
            record = record.changed(name=about.name, note=about.note, pinned=about.pinned)
        self._take(self._project.with_run(record, takes_over=not is_found), is_saved)

    def forget_run(self, identity: str) -> None:
        """Take a run away that is not worth keeping; this is no edit to undo."""
        runs = tuple(each for each in self._project.runs if each.identity != identity)
        self._take(self._project.with_runs(runs, self._project.chosen), is_saved=True)

    def edit_run(self, text: str, edit: RunEdit) -> None:
        """Describe, choose or delete a run, undoable under `text`."""
        if not edit.is_idle:
            self.history.push(Edit(text, edit.before, edit.after))

    def save(self, path: Path) -> None:
        """Write everything to `path`. Raises ProjectError; the old file is untouched then."""
        save_project(self.project, path)
        self.path = path
        self._runs_saved = True
        self.history.set_saved()
        self.file_changed.emit()

    def _take(self, project: Project, is_saved: bool) -> None:
        self._project = project
        self._runs_saved = self._runs_saved and is_saved
        self.runs_changed.emit()
        self.file_changed.emit()

    def _show(self, state: Design | RunState) -> None:
        if isinstance(state, RunState):
            self._project = state.put_into(self._project)
            self.runs_changed.emit()
            self.file_changed.emit()
            return
        before, self._design = self._design, state
        self.__dict__.pop("report", None)
        self.changed.emit(difference(before, state))
