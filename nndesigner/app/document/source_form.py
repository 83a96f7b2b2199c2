"""Where the samples come from: the choice of a source, and for a file of one's own what it is and where."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import EntryForm
from nndesigner.app.document.place import Place
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.form.fields import ChoiceField
from nndesigner.app.widgets.form.form import Form
from nndesigner.app.widgets.icons import icon
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.entry import Entry, Parameter, entries, find
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.sources.source import Source

YOURS = "Your data"
CHANGEABLE = ("height", "width", "colour", "resizing", "skip_unreadable")
"""The parameters of a file of one's own that can be changed without opening it again; others were found in it."""


class SourceForm(EntryForm):
    """The choice of a source with a button to open data of one's own.

    `open_wanted` asks to open data, with the path of what is open already, else "".
    """

    open_wanted = Signal(str)

    def __init__(self, document: Document, place: Place) -> None:
        self.open_button = QToolButton()
        self.card = FileCard()
        super().__init__(document, place)
        self.open_button.setFixedSize(30, 30)
        self.open_button.setToolTip("Open data of your own: a table, pictures, text or arrays (Ctrl+Shift+O)")
        self.open_button.setAccessibleName("Open data of your own")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(""))
        self.card.change_wanted.connect(lambda: self.open_wanted.emit(self._path()))
        theme.themes.changed.connect(self._restyle)
        self._restyle()

    def refresh(self) -> None:
        super().refresh()
        (source,) = self._entries
        assert isinstance(source, Source)
        self.card.show_source(source)
        if self.page:
            self.page.setVisible(file_of(source) is None)  # the card shows everything there is

    def contents(self) -> str:
        (source,) = self._entries
        reference = file_of(source)
        return Path(reference.path).name if reference and reference.path else super().contents()

    def _make_choice(self) -> Form | None:
        choice = super()._make_choice()
        if choice:
            field = choice.rows["kind"].field
            assert isinstance(field, ChoiceField)
            _fill(field.box)
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(choice, 1)
            row.addWidget(self.open_button)
            choice.layout().setRowMinimumHeight(2, 0)  # type: ignore[union-attr]  # a grid
            self._layout.addLayout(row)
            self._layout.addSpacing(6)
        self._layout.addWidget(self.card)
        return choice

    def _choose(self, name: str, kind: str, gesture: str) -> None:
        if is_of_files(find("source", kind)):
            self.refresh()
            self.open_wanted.emit(self._path() if kind == self._entries[0].kind else "")
        else:
            super()._choose(name, kind, gesture)
        if self.choice:
            self.choice.rows["kind"].field.show_value(self._entries[0].kind)

    def _shown(self, kind: type[Entry]) -> list[Parameter]:
        shown = super()._shown(kind)
        return [each for each in shown if each.name in CHANGEABLE] if is_of_files(kind) else shown

    def _path(self) -> str:
        reference = file_of(self._entries[0])
        return reference.path if reference else ""

    def _restyle(self) -> None:
        self.open_button.setIcon(icon("open", role="muted"))


class FileCard(QWidget):
    """Which file the samples are read from, what is in it, and a button to look at it or change it."""

    change_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = plain_label("", "strong")
        self.words = plain_label("", "small")
        self.button = QPushButton("Change…")
        self.button.setProperty("role", "link")
        self.button.setToolTip("Look at the data again: its columns, the target, another file")
        self.button.clicked.connect(self.change_wanted)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.words)
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 6, 10)
        row.addLayout(texts, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(card)

    def show_source(self, source: Source) -> None:
        """Be visible when the source is a file; show its name and what it holds."""
        reference = file_of(source)
        self.setVisible(reference is not None)
        if reference is None:
            return
        path = Path(reference.path)
        self.name.setText(path.name.replace("\n", "⏎") or "No file yet")
        self.name.setToolTip(reference.path)
        self.words.setText(source.contents().replace(f" in {path.name}", ""))


def _fill(box: QComboBox) -> None:
    """List the sources by their groups, files of one's own first."""
    groups: dict[str, list[type[Entry]]] = {YOURS: []}
    for kind in entries("source").values():
        groups.setdefault(kind.group, []).append(kind)
    box.clear()
    for kinds in filter(None, groups.values()):
        if box.count():
            box.insertSeparator(box.count())
        for kind in kinds:
            box.addItem(kind.title(), kind.kind)
    box.setMaxVisibleItems(box.count())


def file_of(source: Entry) -> FileReference | None:
    """The first file that a source refers to."""
    found = (getattr(source, name) for name in type(source).model_fields)
    return next((value for value in found if isinstance(value, FileReference)), None)


def is_of_files(kind: type[Entry]) -> bool:
    """Whether a source has to be opened from a file."""
    return any(info.annotation is FileReference for info in kind.model_fields.values())
