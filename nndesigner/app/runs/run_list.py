"""The list of runs: selecting one shows its curves; what else can be done is in its menu and on keys."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from nndesigner.app.runs.run_commands import RunCommands
from nndesigner.app.runs.run_painter import RunPainter
from nndesigner.app.runs.runs_model import RunsModel
from nndesigner.app.widgets.theme import themes
from nndesigner.project.record import Summary

PAUSE = 120
"""Milliseconds that a row is the current one before its curves are shown, so that keys move swiftly."""
RENAME, DELETE = QKeySequence("F2"), (QKeySequence("Del"), QKeySequence("Backspace"))


class RunList(QListView):
    """Shows a RunsModel.

    `chosen` brings the identity of a run whose curves are to be shown, `note_wanted` that of one to write a note on.
    """

    chosen = Signal(str)
    note_wanted = Signal(str)

    def __init__(self, rows: RunsModel, commands: RunCommands) -> None:
        super().__init__()
        self.rows = rows
        self._commands = commands
        self._painter = RunPainter()
        self._waiting = QTimer(self, interval=PAUSE, singleShot=True)
        self._waiting.timeout.connect(self._choose)
        self.setModel(rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Runs")
        self.setAccessibleDescription("Selecting a run shows its curves. F2 renames it, Delete removes it.")
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        themes.changed.connect(self.viewport().update)

    def current(self) -> Summary | None:
        """The run in the current row."""
        return self.rows.summary(self.currentIndex())

    def select(self, identity: str) -> None:
        """Make the row of a run the current one, without showing its curves."""
        index = self.rows.row_of(identity)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)
            self._waiting.stop()

    def make_menu(self) -> QMenu:
        """What can be done with the current run."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        summary = self.current()
        if summary is None:
            return menu
        for group in self._commands.groups(summary.identity):
            for command in group:
                action = menu.addAction(command.title, command.do)
                action.setEnabled(not command.why_not)
                action.setToolTip(command.why_not or command.help)
                if command.is_on is not None:
                    action.setCheckable(True)
                    action.setChecked(command.is_on)
            menu.addSeparator()
        menu.addAction("Rename", RENAME, self.rename)
        menu.addAction("Note…", lambda: self.note_wanted.emit(summary.identity))
        menu.addSeparator()
        menu.addAction("Delete", DELETE[0], self.delete)
        return menu

    def rename(self) -> None:
        """Edit the name of the current run in its place."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def delete(self) -> None:
        """Take the current run away; the next one becomes current."""
        if summary := self.current():
            row = self.currentIndex().row()
            self._commands.delete(summary.identity)
            self.setCurrentIndex(self.rows.index(min(row, self.rows.rowCount() - 1)))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.isValid():
            self._waiting.start()

    def event(self, event: QEvent) -> bool:
        """The window's own Delete and Rename are about layers: here these keys are about runs."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination())
        if pressed == RENAME:
            self.rename()
        elif pressed in DELETE:
            self.delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            place = event.pos() if event.reason() != QContextMenuEvent.Reason.Keyboard else self._below(index)
            menu = self.make_menu()
            menu.exec(self.viewport().mapToGlobal(place))
            menu.deleteLater()

    def _below(self, index: QModelIndex) -> QPoint:
        return self.visualRect(index).bottomLeft()

    def _choose(self) -> None:
        self._waiting.stop()
        if summary := self.current():
            self.chosen.emit(summary.identity)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        pressed = QKeySequence(event.keyCombination())
        return pressed == RENAME or pressed in DELETE
