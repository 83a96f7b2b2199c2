"""Keeps the folders of runs in step with the document: what is deleted there is put away here, until it is undone."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject

from nndesigner.app.document.document import Document
from nndesigner.app.training.recorder import RunRecorder
from nndesigner.catalog.problems import UserError
from nndesigner.project.record import Ending, Record, Summary
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.store import Store
from nndesigner.training.order import Order

MOST_FOUND = 20
"""Runs of a project that are not in its file and are looked for, the newest first."""


class RunShelf(QObject):
    """Follows the document. A project that is opened gets back what a crash kept from being saved in it."""

    def __init__(self, document: Document, recorder: RunRecorder, store: Store) -> None:
        super().__init__(recorder)
        self._document = document
        self._recorder = recorder
        self.store = store
        self._known: dict[str, Summary] = {}
        self._path: Path | None = None
        document.loaded.connect(self._take_over)
        document.runs_changed.connect(self._follow)
        document.file_changed.connect(self._follow_path)

    def folder(self, identity: str) -> RunFolder | None:
        """The folder of a run, if it has one."""
        with suppress(UserError):
            folder = self.store.folder(identity)
            return folder if folder.exists else None
        return None

    def record(self, identity: str) -> Record | None:
        """A run as it is in its folder, if it has one that can be read."""
        with suppress(UserError):
            folder = self.folder(identity)
            return folder.record() if folder else None
        return None

    def order(self, identity: str) -> Order | None:
        """What was ordered for a run, with the weights that it began with, if that can be read."""
        with suppress(UserError):
            folder = self.folder(identity)
            return folder.order() if folder else None
        return None

    def _take_over(self) -> None:
        """What belongs to the project that was opened and is only here: runs that were interrupted or never saved."""
        self._known = {each.identity: each.summary for each in self._document.project.runs}
        self._path = self._document.path
        wanted = [each for each, summary in self._known.items() if summary.ending is Ending.INTERRUPTED]
        if self._path:
            wanted += [each for each in self.store.of_project(self._path)[-MOST_FOUND:] if each not in self._known]
        for identity in wanted:
            folder = self.folder(identity)
            record = None if folder is None or folder.is_under_way else self.record(identity)
            if record:
                self._known[identity] = record.summary
                self._document.keep_run(record, is_saved=True, is_found=True)

    def _follow(self) -> None:
        now = {each.identity: each.summary for each in self._document.project.runs}
        before, self._known = self._known, now
        for identity in before.keys() | now.keys():
            with suppress(OSError, UserError):  # the folder is not worth a failed edit
                self._bring_in_step(identity, before.get(identity), now.get(identity))

    def _bring_in_step(self, identity: str, before: Summary | None, now: Summary | None) -> None:
        if now is None:
            if identity != self._recorder.live:
                self.store.delete(identity)
        elif before is None:
            self.store.restore(identity)
        elif (now.name, now.note, now.pinned) != (before.name, before.note, before.pinned):
            self._describe(now)

    def _describe(self, summary: Summary) -> None:
        if summary.identity == self._recorder.live:
            self._recorder.describe(summary)
        elif folder := self.folder(summary.identity):
            folder.describe(summary.name, summary.note, summary.pinned)

    def _follow_path(self) -> None:
        """The project was saved in another file: its runs belong to that from now on."""
        if self._document.path == self._path:
            return
        self._path = self._document.path
        for identity in self._known if self._path else ():
            with suppress(UserError):
                if folder := self.folder(identity):
                    folder.write_project(str(self._path))
