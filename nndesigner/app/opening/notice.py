"""The calm bar above the canvas when data is missing or has changed since it was opened."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from nndesigner.app.document.document import Document
from nndesigner.app.opening import relocating
from nndesigner.app.widgets.background import Background, IsCancelled, Tell
from nndesigner.app.widgets.notice import Notice
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.source import Source
from nndesigner.data.changes import FOLDER, DataProblem, spoken
from nndesigner.data.fingerprints import Pulse
from nndesigner.design.difference import Difference
from nndesigner.design.model import Design
from nndesigner.project.references import problems_of_data, references, with_paths

Refuse = Callable[[str], None]


class DataNotice(Notice):
    """Says what is wrong with the files of the data, and offers to locate them, or to look at them anew.

    `look_wanted` gives the path of data that has changed and is to be opened again.
    """

    look_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("warning", "warning", "Look at it again…", "Use it as it is", "Locate…")
        self.problems: list[DataProblem] = []
        self._looked_at = ""
        self.look_button, self.accept_button, self.locate_button = self.buttons
        self.look_button.clicked.connect(lambda: self.look_wanted.emit(self._looked_at))

    def show_problems(self, problems: list[DataProblem]) -> None:
        """Say what is wrong; go away when nothing is."""
        self.problems = problems
        self.setVisible(bool(problems))
        if not problems:
            return
        first, more = problems[0], len(problems) - 1
        others = f" {more} more of its files {'is' if more == 1 else 'are'} missing or changed." if more else ""
        self.words.setText(first.reason + others)
        self._offer(first.path, can_accept=first.is_there)
        self.look_button.setText("Look at it again…")
        self.look_button.setVisible(first.is_there)

    def say(self, words: str, path: str) -> None:
        """Say why the data at `path` does not fit, and offer to look at it."""
        self.words.setText(words)
        self._offer(path, can_accept=False)
        self.look_button.setText("Look at it…")

    def say_busy(self, words: str) -> None:
        """Say what is being done to find out more."""
        self.words.setText(words)
        for button in (self.locate_button, self.look_button, self.accept_button):
            button.setEnabled(False)

    def _offer(self, path: str, can_accept: bool) -> None:
        self._looked_at = path
        self.words.setToolTip(path)
        self.look_button.setVisible(True)
        self.accept_button.setVisible(can_accept)
        for button in (self.locate_button, self.look_button, self.accept_button):
            button.setEnabled(True)


class DataWatch(QObject):
    """Checks the files whenever a project is opened or its data changes, in a thread, and updates the notice."""

    def __init__(self, document: Document, notice: DataNotice) -> None:
        super().__init__(notice)
        self._document, self._notice = document, notice
        self._background = Background(self)
        self._known: list[object] = []
        notice.locate_button.clicked.connect(self.locate)
        notice.accept_button.clicked.connect(self.accept)
        document.loaded.connect(self.look)
        document.changed.connect(self._follow)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being checked."""
        return self._background.is_idle

    def look(self) -> None:
        """Check whether all files are where and what they were."""
        design = self._document.design
        self._known = list(references(design))
        self._ask(lambda pulse: problems_of_data(design, pulse=pulse), self._notice.show_problems)

    def locate(self) -> None:
        """Ask where the first file is now."""
        problem = self._notice.problems[0]
        old, title = Path(problem.path), f"Where is {spoken(Path(problem.path))}?"
        near = str(next((each for each in old.parents if each.is_dir()), Path.home()))
        if problem.what == FOLDER:
            name = QFileDialog.getExistingDirectory(self._notice.window(), title, near)
        else:
            name, _ = QFileDialog.getOpenFileName(self._notice.window(), title, near)
        if name:
            self.put(problem.path, name)

    def put(self, old: str, new: str) -> None:
        """Read from `new` what was read from `old`, and what lies beside it from there too, if it still fits."""
        design, names = self._document.design, (spoken(Path(old)), spoken(Path(new)))
        self._notice.say_busy(f"Checking {names[1]}…")

        def use(moves: dict[str, str]) -> None:
            self._document.edit(f"Locate {names[0]}", lambda now: with_paths(now, lambda path: moves.get(path, path)))
            self._look_unless_it_does()

        def refuse(words: str) -> None:
            self._notice.say(f"{names[1]} cannot take the place of {names[0]}. {words}", new)

        self._ask(lambda pulse: relocating.moves(design, old, new, pulse), use, refuse)

    def accept(self) -> None:
        """Take the files as they are now, if they still fit: from here on they count as unchanged."""
        before, problem = self._document.design.data.source, self._notice.problems[0]
        name = spoken(Path(problem.path))
        self._notice.say_busy(f"Checking {name}…")

        def use(now: Source) -> None:
            self._document.edit(f"Accept {name}", lambda design: _with_changes(design, before, now))
            self._look_unless_it_does()

        def refuse(words: str) -> None:
            self._notice.say(f"{name} does not fit any more. {words}", problem.path)

        self._ask(lambda pulse: relocating.renewed(before, pulse), use, refuse)

    def _ask(
        self, work: Callable[[Pulse], Any], then: Callable[[Any], None], failed: Refuse = lambda words: None
    ) -> None:
        """Have `work` done in a thread; whatever was asked for before is given up."""

        def perform(_: Tell, is_cancelled: IsCancelled) -> Any:
            return work(lambda: _go_on_unless(is_cancelled))

        self._background.ask("files", perform, then, failed)

    def _look_unless_it_does(self) -> None:
        """After an edit that may have changed nothing."""
        if self._background.is_idle:
            self.look()

    def _follow(self, difference: Difference) -> None:
        if difference.data and list(references(self._document.design)) != self._known:
            self.look()


class _GivenUp(UserError):
    """Nobody waits for the result any more."""


def _go_on_unless(is_cancelled: IsCancelled) -> None:
    if is_cancelled():
        raise _GivenUp


def _with_changes(design: Design, before: Source, now: Source) -> Design:
    """The design with what differs between two states of its source; all else stays as it is by now."""
    changed = {name: value for name, value in now if getattr(before, name) != value}
    return design.changed(data=replace(design.data, source=design.data.source.model_copy(update=changed)))
