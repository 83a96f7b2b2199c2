"""A part of the training options: the choice of a loss, optimizer or source, and its parameters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document import Document
from nndesigner.app.inspector.form import Form
from nndesigner.app.inspector.formula import FormulaCard
from nndesigner.app.inspector.texts import paragraphs, plain_label
from nndesigner.catalog.entry import Entry, Parameter, ParameterProblem, find, titles
from nndesigner.catalog.sources.source import Source
from nndesigner.design.model import Design

_KIND = "kind"


@dataclass(frozen=True)
class Place:
    """Where in a design an entry stands: how it is read and how it is put there."""

    title: str
    help: str
    read: Callable[[Design], Entry]
    put: Callable[[Design, Any], Design]


class EntryForm(QWidget):
    """The choice of a kind, where there are kinds, then the parameters of the entry that stands at `place`."""

    def __init__(self, document: Document, place: Place) -> None:
        super().__init__()
        self._document = document
        self._place = place
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        entry = self._entry
        self.choice: Form | None = None
        if entry.family:
            kinds = Parameter(_KIND, place.title, place.help, str, entry.kind, choices=titles(entry.family))
            self.choice = Form([kinds], lambda name, value: "", is_wide=True)
            self.choice.edited.connect(self._choose)
            self._layout.addWidget(self.choice)
        self.form = self._make_form()
        self._layout.addWidget(self.form)
        self._show_help()
        self.refresh()

    def refresh(self) -> None:
        """Show what the document holds now."""
        entry = self._entry
        if type(entry) is not self._kind:
            self._rebuild()
        if self.choice:
            self.choice.show_values({_KIND: entry.kind})
        self.form.show_values({name: getattr(entry, name) for name in self.form.rows})

    @property
    def _entry(self) -> Entry:
        return self._place.read(self._document.design)

    def _make_form(self) -> Form:
        self._kind = type(self._entry)
        form = Form(self._entry.parameters(), self._reason_against)
        form.edited.connect(self._set)
        return form

    def _show_help(self) -> None:
        """What the chosen entry does, and its formula."""
        self._help = QWidget()
        layout = QVBoxLayout(self._help)
        layout.setContentsMargins(0, 4, 0, 10)
        layout.setSpacing(12)
        if self._kind.kind:
            layout.addWidget(plain_label(_in_words(self._entry), "small"))
        if self._kind.formula:
            self.formula = FormulaCard(self._kind.formula)
            layout.addWidget(self.formula)
        self._layout.addWidget(self._help)

    def _rebuild(self) -> None:
        for widget in (self.form, self._help):
            widget.hide()
            self._layout.removeWidget(widget)
            widget.deleteLater()
        self.form = self._make_form()
        self._layout.addWidget(self.form)
        self._show_help()

    def _reason_against(self, name: str, value: Any) -> str:
        try:
            self._entry.changed(**{name: value})
        except ParameterProblem as problem:
            return str(problem)
        return ""

    def _set(self, name: str, value: Any, gesture: str) -> None:
        entry = self._entry.changed(**{name: value})
        text = f"Change {name.replace('_', ' ')}"
        self._document.edit(text, lambda design: self._place.put(design, entry), gesture)

    def _choose(self, _: str, kind: str, gesture: str) -> None:
        entry = find(self._entry.family, kind)()
        self._document.edit(f"Choose {entry.title()}", lambda design: self._place.put(design, entry))


def _in_words(entry: Entry) -> str:
    """What an entry does, or what a source holds."""
    return entry.contents() if isinstance(entry, Source) else paragraphs(type(entry))
