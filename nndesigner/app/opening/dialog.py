"""The dialog that opens data: it reads in a thread, shows what was found, lets it be corrected, and then uses it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.app.document.source_form import file_of
from nndesigner.app.opening import reading
from nndesigner.app.opening.footer import Footer
from nndesigner.app.opening.looking import facts_of, look
from nndesigner.app.opening.samples_page import SamplesPage
from nndesigner.app.opening.sidebar import Sidebar
from nndesigner.app.opening.start_page import StartPage
from nndesigner.app.opening.table_page import TablePage
from nndesigner.app.opening.waiting import FailedPage, WaitingPage
from nndesigner.app.opening.words import on_one_line
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.background import Job
from nndesigner.app.widgets.icons import pixmap
from nndesigner.app.widgets.labels import OneLine
from nndesigner.app.widgets.screen import size_up
from nndesigner.app.widgets.texts import hairline
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.table import Table
from nndesigner.design.options import DataOptions
from nndesigner.words.sizes import size_in_words

if TYPE_CHECKING:
    from nndesigner.data.opening import Proposal
    from nndesigner.data.tables.choices import Choices
    from nndesigner.data.tables.profile import Profile

SIZE = (1320, 820)


class OpenDataDialog(QDialog):
    """`accepted_data` gives the data options that the user has agreed to."""

    accepted_data = Signal(object)

    def __init__(self, parent: QWidget | None, folder: Path, before: DataOptions | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Open data")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._before = before
        self._path: Path | None = None
        self._job: Job | None = None
        self._proposal: Proposal | None = None
        self._choices: Choices | None = None
        self.start = StartPage(folder)
        self.waiting, self.failed = WaitingPage(), FailedPage()
        self.table, self.samples, self.sidebar = TablePage(), SamplesPage(), Sidebar()
        self.footer = Footer()
        self._place()
        self._connect()
        size_up(self, *SIZE)
        self._show_page(self.start)

    @property
    def data(self) -> DataOptions | None:
        """What would be used now."""
        return self._proposal.data if self._proposal else None

    def open_path(self, path: Path) -> None:
        """Open the file or folder at `path`."""
        self._path = path
        self.name.show_text(on_one_line(path.name) or str(path), str(path))
        self.about.show_text("")
        self.waiting.tell("Opening", 0.0)
        self._show_page(self.waiting)
        before = self._before
        self._begin(Job(lambda tell, is_cancelled: reading.propose(path, before, tell, is_cancelled), self))

    def show_proposal(self, opened: "reading.Opened") -> None:
        """Show what was found, with what the user chose for the same data before."""
        self._proposal, self._choices = opened
        data = self._proposal.data
        self._refresh()
        if isinstance(data.source, Table):
            self._show_page(self.table)
            self.table.columns.setFocus()
        else:
            self.samples.show_waiting(facts_of(data))
            self._show_page(self.samples)
            self.footer.use_button.setFocus()
            self._begin(Job(lambda tell, is_cancelled: look(data, tell, is_cancelled), self), is_look=True)

    def cancel(self) -> None:
        """Stop reading; the dialog shows what it was before."""
        if self._job:
            self._job.cancel()
        if self._proposal:
            self._show_page(self.table if isinstance(self._proposal.data.source, Table) else self.samples)
        else:
            self._path = None
            self._show_page(self.start)

    def correct(self, name: str, what: str, value: Any) -> None:
        """Give a column another "use" or "kind"; everything else follows."""
        proposal, choices = self._proposal, self._choices
        assert proposal and choices
        choices = choices.with_use(name, value) if what == "use" else choices.with_kind(name, value)
        try:
            if reading.lacks_categories(proposal, choices):
                self.footer.tell("Reading the values of a column…")
                job = Job(lambda tell, is_cancelled: reading.corrected(proposal, choices), self)
                job.done.connect(lambda corrected: self._show_corrected(proposal, corrected))
                job.failed.connect(lambda words, _: self._refuse(words))
                job.start()
            else:
                self._show_corrected(proposal, reading.corrected(proposal, choices))
        except UserError as problem:
            self._refuse(str(problem))

    def use(self) -> None:
        """Use the data as it is shown, and close."""
        if self.data and self.footer.use_button.isEnabled():
            self.accepted_data.emit(self.data)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.use()
        elif not is_enter:  # Enter belongs to what has the focus
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; a reading that is under way is left alone to end."""
        if self._job:
            self._job.cancel()
        super().done(result)

    def _show_corrected(self, before: "Proposal", corrected: "reading.Opened") -> None:
        if self._proposal is before:  # and not something that was opened or corrected meanwhile
            self._proposal, self._choices = corrected
            self._refresh()

    def _refuse(self, words: str) -> None:
        """Show what is still chosen, and why nothing else is."""
        self._refresh()
        self.footer.complain(words)

    def _begin(self, job: Job, is_look: bool = False) -> None:
        if self._job:
            self._job.cancel()
        self._job = job
        if is_look:
            job.done.connect(self.samples.show_looked)
            job.failed.connect(self._look_failed)
        else:
            job.progressed.connect(self.waiting.tell)
            job.done.connect(self.show_proposal)
            job.failed.connect(self._fail)
        job.start()

    def _try_again(self) -> None:
        if self._path:
            self.open_path(self._path)

    def _look_failed(self, words: str, _: str) -> None:
        self.footer.complain(words)

    def _fail(self, words: str, details: str) -> None:
        self._proposal = self._choices = None
        self.failed.show_problem(on_one_line(self._path.name) if self._path else "", words, details)
        self._show_page(self.failed)
        self.failed.other_button.setFocus()

    def _refresh(self) -> None:
        if self._proposal is None:
            return
        data = self._proposal.data
        if isinstance(data.source, Table):
            profile = cast("Profile", self._proposal.details)
            self.table.show_table(data.source, profile, self._proposal.notes)
        self.sidebar.show_proposal(self._proposal, self._before)
        self.about.show_text(self._about(data))
        self.footer.show_data(data)

    def _about(self, data: DataOptions) -> str:
        reference = file_of(data.source)
        size = size_in_words(reference.size) if reference and reference.size else ""
        contents = data.source.contents()
        if self._path:
            contents = contents.replace(f" in {self._path.name}", "")
        return " · ".join(text for text in (contents, size) if text)

    def _show_page(self, page: QWidget) -> None:
        is_found = page in (self.table, self.samples)
        self.pages.setCurrentWidget(page)
        self.sidebar.setVisible(is_found)
        self._line.setVisible(is_found)
        self.other.setVisible(is_found)
        self.header.setVisible(page is not self.start)
        self.footer.use_button.setVisible(is_found)
        if not is_found:
            self.footer.words.setText("")

    def _place(self) -> None:
        self._icon = QLabel()
        self.name, self.about = OneLine(role="title"), OneLine()
        self.other = QPushButton("Choose another…")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.about)
        self.header = QWidget()
        row = QHBoxLayout(self.header)
        row.setContentsMargins(24, 18, 20, 12)
        row.setSpacing(14)
        row.addWidget(self._icon)
        row.addLayout(texts, 1)
        row.addWidget(self.other)
        self.pages = QStackedWidget()
        for page in (self.start, self.waiting, self.failed, self.table, self.samples):
            self.pages.addWidget(page)
        self._line = QWidget()
        self._line.setFixedWidth(1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self._line)
        middle.addWidget(self.sidebar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(middle, 1)
        layout.addWidget(hairline())
        layout.addWidget(self.footer)
        theme.themes.changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        self.start.chosen.connect(self.open_path)
        self.waiting.cancelled.connect(self.cancel)
        self.failed.other_wanted.connect(lambda: self._show_page(self.start))
        self.failed.again_wanted.connect(self._try_again)
        self.other.clicked.connect(lambda: self._show_page(self.start))
        self.table.columns.corrected.connect(self.correct)
        self.sidebar.corrected.connect(self.correct)
        self.footer.use_wanted.connect(self.use)
        self.footer.close_wanted.connect(self.reject)

    def _restyle(self) -> None:
        self._icon.setPixmap(pixmap("table", "accent", 28, self.devicePixelRatioF()))
        self._line.setStyleSheet(f"background: {theme.colour('line').name()};")
