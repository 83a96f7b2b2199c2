"""The runs of the project: the list, or words about what will be in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.runs.run_commands import RunCommands
from nndesigner.app.runs.run_list import RunList
from nndesigner.app.runs.runs_model import RunsModel
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.shown_run import ShownRun
from nndesigner.app.widgets.texts import plain_label

NOTHING_YET = (
    "No run yet. Every training is kept here, with its curves, its result and its design. Train (F5) begins the "
    "first one."
)


class RunsPanel(QWidget):
    """Selecting a run shows its curves, and the run whose curves are shown is selected."""

    def __init__(self, document: Document, control: TrainingControl, shown: ShownRun) -> None:
        super().__init__()
        self._document = document
        self._shown = shown
        self.commands = RunCommands(document, control)
        self.rows = RunsModel(document, control.recorder)
        self.list = RunList(self.rows, self.commands)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_empty_page())
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.addWidget(self._pages)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(shown.show)
        self.list.note_wanted.connect(self._ask_for_note)
        self.rows.rows_changed.connect(self._follow)
        shown.changed.connect(self._select_shown)
        self._follow()

    @property
    def is_empty(self) -> bool:
        """Whether there is no run."""
        return self._pages.currentIndex() == 0

    def _follow(self) -> None:
        self._pages.setCurrentIndex(1 if self.rows.rowCount() else 0)
        self._select_shown()

    def _select_shown(self) -> None:
        self.list.select(self._shown.identity)

    def _ask_for_note(self, identity: str) -> None:
        record = self._document.project.run(identity)
        if record is None:
            return
        about = f"What is worth knowing about {record.summary.name}:"
        dialog = QInputDialog(self, Qt.WindowType.Dialog)
        dialog.setWindowTitle("Note")
        dialog.setLabelText(about)
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.setTextValue(record.summary.note)
        dialog.resize(420, 240)
        if dialog.exec():
            self.commands.note(identity, dialog.textValue())

    def _make_empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        self._empty = plain_label(NOTHING_YET, "muted")
        layout.addWidget(self._empty)
        layout.addStretch()
        return page
