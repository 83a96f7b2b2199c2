"""The calm bar above the canvas when data is missing or has changed since it was opened."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.data import doors
from nndesigner.app.data.job import Job
from nndesigner.app.document import Document
from nndesigner.app.icons import icon, pixmap
from nndesigner.app.inspector.texts import plain_label
from nndesigner.catalog.files import FileReference
from nndesigner.design.difference import Difference
from nndesigner.design.model import Design
from nndesigner.project.references import DataProblem, located, problems_of_data, references


class DataNotice(QFrame):
    """Says what is wrong with the files of the data, and offers to locate them, or to look at them anew.

    `look_wanted` gives the path of data that has changed and is to be looked at again.
    """

    look_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.problems: list[DataProblem] = []
        self._icon = QLabel()
        self.words = plain_label("")
        self.locate_button = _button("Locate…")
        self.look_button = _button("Look at it again…")
        self.accept_button = _button("Use it as it is")
        self.close_button = QToolButton()
        self.close_button.setFixedSize(24, 24)
        self.close_button.setAccessibleName("Put this notice away")
        self.close_button.setToolTip("Put this notice away")
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        for button in (self.look_button, self.accept_button, self.locate_button, self.close_button):
            row.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 4)
        layout.addWidget(card)
        self.close_button.clicked.connect(self.hide)
        self.look_button.clicked.connect(lambda: self.look_wanted.emit(self.problems[0].path))
        theme.themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_problems(self, problems: list[DataProblem]) -> None:
        """Say what is wrong; go away when nothing is."""
        self.problems = problems
        self.setVisible(bool(self.problems))
        if not self.problems:
            return
        first, more = self.problems[0], len(self.problems) - 1
        self.words.setText(first.reason + (f" {more} more of its files are missing or changed." if more else ""))
        is_there = Path(first.path).exists()
        self.look_button.setVisible(is_there)
        self.accept_button.setVisible(is_there)

    def _restyle(self) -> None:
        self._icon.setPixmap(pixmap("warning", "warning", 18, self.devicePixelRatioF()))
        self.close_button.setIcon(icon("close", role="muted"))


class DataWatch(QObject):
    """Looks after the files whenever a project is opened or its data changes, in a thread, and tells the notice."""

    def __init__(self, document: Document, notice: DataNotice) -> None:
        super().__init__(notice)
        self._document, self._notice = document, notice
        self._job: Job | None = None
        self._known: list[object] = []
        notice.locate_button.clicked.connect(self.locate)
        notice.accept_button.clicked.connect(self.accept)
        document.loaded.connect(self.look)
        document.changed.connect(self._follow)

    def look(self) -> None:
        """Look whether all files are where and what they were."""
        design = self._document.design
        self._known = list(references(design))
        if self._job:
            self._job.cancel()
        self._job = Job(lambda tell, is_cancelled: problems_of_data(design), self)
        self._job.done.connect(self._notice.show_problems)
        self._job.start()

    def locate(self) -> None:
        """Ask where the first file is now."""
        problem = self._notice.problems[0]
        old = Path(problem.path)
        if problem.what == "folder":
            name = QFileDialog.getExistingDirectory(self._notice.window(), f"Where is {old.name}?", str(Path.home()))
        else:
            near = old if old.parent.is_dir() else Path.home()
            name, _ = QFileDialog.getOpenFileName(self._notice.window(), f"Where is {old.name}?", str(near))
        if name:
            self.put(problem.path, name)

    def put(self, old: str, new: str) -> None:
        """Read from `new` what was read from `old`."""
        self._document.edit(f"Locate {Path(old).name}", lambda design: located(design, old, new))

    def accept(self) -> None:
        """Take the first file as it is now: from here on it counts as unchanged."""
        problem = self._notice.problems[0]
        job = Job(lambda tell, is_cancelled: doors.referred(Path(problem.path)), self)
        job.done.connect(
            lambda found: self._document.edit(f"Accept {Path(found.path).name}", lambda design: _with(design, found))
        )
        job.failed.connect(lambda words, _: self._notice.words.setText(words))
        job.start()

    def _take(self, file: FileReference) -> None:
        self._document.edit(f"Accept {Path(file.path).name}", lambda design: _with(design, file))

    def _follow(self, difference: Difference) -> None:
        if difference.data and list(references(self._document.design)) != self._known:
            self.look()


def _with(design: Design, file: FileReference) -> Design:
    """The design with what is known of a file brought up to date."""
    source = design.data.source
    named = {name: file for name, known in references(design) if known.path == file.path}
    return design.changed(data=replace(design.data, source=source.model_copy(update=named)))


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "fix")
    return button


def above(notice: QWidget, pages: QWidget) -> QWidget:
    """The notice above the pages of the window."""
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(notice)
    layout.addWidget(pages, 1)
    return both
