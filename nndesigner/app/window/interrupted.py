"""After a crash: offers the training that it interrupted, to go on with or to look at."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nndesigner.app.runs.notices import InterruptedNotice, interrupted_in_words
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.shown_run import ShownRun
from nndesigner.app.widgets.background import Background
from nndesigner.app.window.filing import Filing
from nndesigner.catalog.problems import UserError
from nndesigner.project.file import Project
from nndesigner.project.record import Summary
from nndesigner.runs.folder import RunFolder
from nndesigner.words.counts import counted


class Interrupted(QObject):
    """Looks for such runs when the window has come up; what was shown, resumed or put away is not offered again.

    `said` brings words for a toast.
    """

    said = Signal(str)

    def __init__(self, filing: Filing, control: TrainingControl, shown: ShownRun, notice: InterruptedNotice) -> None:
        super().__init__(notice)
        self._filing, self._control, self._shown, self._notice = filing, control, shown, notice
        self._found: list[Summary] = []
        self._background = Background(self)
        notice.resume_button.clicked.connect(self.resume)
        notice.show_button.clicked.connect(self.show)
        notice.close_button.clicked.connect(self.put_away)

    @property
    def has_looked(self) -> bool:
        """Whether nothing more will be found."""
        return self._background.is_idle

    def look(self) -> None:
        """Find what was interrupted, then clear away what is too old: in the background, for there may be hundreds."""
        if self._control.shelf is None:
            return
        store = self._control.shelf.store

        def tidy() -> list[Summary]:
            store.empty_trash()
            return store.tidy()

        self._background.ask("interrupted", lambda *_: store.interrupted(), self._offer, self.said.emit)
        self._background.ask("tidy", lambda *_: tidy(), self._report_removed, self.said.emit)

    def show(self) -> bool:
        """Open the project that the run belongs to, or its design, and show its curves. Whether that worked."""
        self._notice.hide()
        folder = self._folder()
        if folder is None:
            return False
        try:
            self._open(folder)
            folder.look_after()
        except UserError as problem:
            self.said.emit(str(problem))
            return False
        self._shown.show(folder.path.name)
        return self._shown.identity == folder.path.name

    def resume(self) -> None:
        """Open it and go on with it."""
        if self.show():
            self._control.resume_run(self._shown.identity)

    def put_away(self) -> None:
        """Offer none of them again."""
        for each in self._found:
            with suppress(UserError):
                self._store_folder(each).look_after()
        self._found = []

    def _offer(self, interrupted: list[Summary]) -> None:
        self._found = [each for each in interrupted if each.step and each.identity != self._control.recorder.live]
        self._notice.setVisible(bool(self._found))
        if self._found:
            newest, folder = self._found[0], self._store_folder(self._found[0])
            self._notice.words.setText(interrupted_in_words(newest, len(self._found)))
            self._notice.resume_button.setEnabled(folder.can_resume)
            reason = "" if folder.can_resume else "It ended before its first checkpoint."
            self._notice.resume_button.setToolTip(reason or "Go on from the last checkpoint")

    def _report_removed(self, removed: list[Summary]) -> None:
        if removed:
            self.said.emit(f"To make room, {counted(len(removed), 'old run')} outside projects were removed.")

    def _open(self, folder: RunFolder) -> None:
        document = self._filing.document
        identity = folder.path.name
        if document.project.run(identity):
            return
        file = folder.project()
        if file and Path(file).is_file():
            self._filing.open_path(Path(file))
        if not document.project.run(identity):
            record = folder.record()
            if file and str(document.path) == file:
                document.keep_run(record, is_saved=True, is_found=True)
            else:
                self._filing.show_project(Project(record.design, (record,)), record.summary.name)

    def _folder(self) -> RunFolder | None:
        return self._store_folder(self._found[0]) if self._found else None

    def _store_folder(self, summary: Summary) -> RunFolder:
        assert self._control.shelf is not None  # nothing is found without one
        return self._control.shelf.store.folder(summary.identity)
