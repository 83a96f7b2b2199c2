"""The runs of the document as rows, the newest first."""

from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.document.run_state import describing
from nndesigner.app.runs.run_words import all_in_words, tooltip
from nndesigner.app.training.recorder import RunRecorder
from nndesigner.project.record import LONGEST_NAME, Summary

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class RunsModel(QAbstractListModel):
    """A row for each run; follows the document, and the run under way. Another name is an edit of the document.

    `rows_changed` reports that there are other rows.
    """

    rows_changed = Signal()

    def __init__(self, document: Document, recorder: RunRecorder) -> None:
        super().__init__()
        self._document = document
        self._summaries: list[Summary] = []
        document.runs_changed.connect(self._follow)
        recorder.progressed.connect(self._show_progress)
        self._follow()

    def summary(self, index: Index) -> Summary | None:
        """What is known of the run in a row."""
        return self._summaries[index.row()] if index.isValid() and index.row() < len(self._summaries) else None

    def row_of(self, identity: str) -> QModelIndex:
        """The row of a run; not valid when it has none."""
        rows = (row for row, each in enumerate(self._summaries) if each.identity == identity)
        return self.index(next(rows, -1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._summaries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> str | None:
        summary = self.summary(index)
        if summary is None:
            return None
        if role in (Role.DisplayRole, Role.EditRole):
            return summary.name
        if role == Role.AccessibleTextRole:
            return all_in_words(summary)
        if role == Role.ToolTipRole:
            lines = escape(tooltip(summary)).replace("\n", "<br>")
            return f"<p>{lines}</p>"
        return None

    def setData(self, index: Index, value: str, role: int = Role.EditRole) -> bool:
        summary, name = self.summary(index), " ".join(str(value).split())[:LONGEST_NAME]
        if summary is None or role != Role.EditRole or not name:
            return False
        edit = describing(self._document.project, summary.identity, name=name)
        self._document.edit_run(f"Rename {summary.name}", edit)
        return True

    def _follow(self) -> None:
        summaries = [each.summary for each in reversed(self._document.project.runs)]
        before, now = ([each.identity for each in these] for these in (self._summaries, summaries))
        if before == now:
            changed = [row for row, each in enumerate(summaries) if each is not self._summaries[row]]
            self._summaries = summaries
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._summaries = summaries
        self.endResetModel()
        self.rows_changed.emit()

    def _show_progress(self, summary: Summary) -> None:
        index = self.row_of(summary.identity)
        if index.isValid():
            self._summaries[index.row()] = summary
            self.dataChanged.emit(index, index)
