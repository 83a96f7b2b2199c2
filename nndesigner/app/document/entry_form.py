"""An entry that is a part of something: the choice of a loss, optimizer or initializer, and its parameters."""

from collections.abc import Callable
from dataclasses import replace
from types import NoneType
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.place import Place
from nndesigner.app.widgets.form.fields import MIXED
from nndesigner.app.widgets.form.form import Form
from nndesigner.app.widgets.form.names_field import Names, NamesField
from nndesigner.app.widgets.help.context import Topic, context_in
from nndesigner.app.widgets.help.page import HelpPage
from nndesigner.catalog.entry import Entry, Parameter, ParameterProblem, find, titles

NONE = "none"
"""The kind of every entry that does nothing: its choice says enough."""
_KIND = "kind"
_ABSENT = ""
"""Stands for the kind where nothing stands."""
_PLAIN = (bool, int, float, str)
_NUMBERS = (tuple[int, ...], tuple[float, ...])


WhyFixed = Callable[[str], str]
"""Why a parameter, or with "" the choice of a kind, cannot be changed now; empty when it can."""


def _never_fixed(_: str) -> str:
    return ""


class EntryForm(QWidget):
    """The choice of a kind, where there are kinds, then the parameters and the help of what stands at `place`.

    Without `has_choice` the kind is what it is. Where nothing may stand, that is one of the choices.
    """

    def __init__(self, document: Document, place: Place, has_choice: bool = True) -> None:
        super().__init__()
        self._document = document
        self._place = place
        self._has_choice = has_choice
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.choice = self._make_choice()
        self.form: Form | None = None
        self.page: HelpPage | None = None
        self._kind: type[Entry] | None = None
        self._is_built = False
        self._why_fixed: WhyFixed = _never_fixed
        self.refresh()

    def refresh(self) -> None:
        """Show what the document holds now."""
        entries = self._entries
        kind = self._common_kind()
        if kind is not self._kind or not self._is_built:
            self._rebuild(kind)
        if self.choice:
            self.choice.show_values({_KIND: kind.kind if kind else MIXED if entries else _ABSENT})
            self.choice.show_idle({_KIND: self._why_fixed("")})
        if self.form:
            for row in self.form.rows.values():
                if isinstance(row.field, NamesField):
                    row.field.show_names(self._place.names(self._document.design))
            self.form.show_values({name: _common(entries, name) for name in self.form.rows})
            idle = self._place.idle(entries[0]) if len(entries) == 1 else {}
            self.form.show_idle({name: self._why_fixed(name) or idle.get(name, "") for name in self.form.rows})
        if self.page:
            self.page.show_entry(entries[0], context_in(self._document.design))

    def show_fixed(self, why: WhyFixed | None) -> None:
        """Have fields that `why` has a reason against stand still, with the reason as tooltip; None frees all."""
        self._why_fixed = why or _never_fixed
        self.refresh()

    def contents(self) -> str:
        """What is chosen, in a word or two."""
        kind = self._common_kind()
        if not self._entries:
            return self._place.absent.lower()
        return kind.title() if kind and kind.kind else ""

    def help_topic(self) -> Topic | None:
        """What is chosen, for help."""
        kind = self._common_kind()
        return Topic(self._entries[0], context_in(self._document.design)) if kind and kind.kind else None

    @property
    def _entries(self) -> tuple[Entry, ...]:
        """What stands there; empty when nothing does."""
        return tuple(entry for entry in self._place.read(self._document.design) if entry is not None)

    @property
    def _family(self) -> str:
        return self._place.family or self._entries[0].family

    def _common_kind(self) -> type[Entry] | None:
        kinds = {type(entry) for entry in self._place.read(self._document.design)}
        kind = kinds.pop() if len(kinds) == 1 else None
        return kind if kind is not NoneType else None

    def _make_choice(self) -> Form | None:
        family = self._family
        if not family or not self._has_choice:
            return None
        nothing = {_ABSENT: self._place.absent} if self._place.absent else {}
        kinds = Parameter(_KIND, self._place.title, self._place.help, str, "", choices={**nothing, **titles(family)})
        choice = Form([kinds], lambda name, value: "", is_wide=True)
        choice.edited.connect(self._choose)
        self._layout.addWidget(choice)
        return choice

    def _rebuild(self, kind: type[Entry] | None) -> None:
        for widget in (self.form, self.page):
            if widget:
                widget.hide()
                self._layout.removeWidget(widget)
                widget.deleteLater()
        self._kind, self._is_built = kind, True
        self.form = self.page = None
        if kind is None or kind.kind == NONE:
            return
        self.form = Form(self._shown(kind), self._reason_against)
        self.form.edited.connect(self._set)
        self._layout.addWidget(self.form)
        if kind.kind:
            self.page = HelpPage(self._entries[0], context_in(self._document.design), has_header=False, is_folded=True)
            self.page.layout().setContentsMargins(0, 8, 0, 8)  # type: ignore[union-attr]  # it has one
            self._layout.addWidget(self.page)

    def _shown(self, kind: type[Entry]) -> list[Parameter]:
        return shown_parameters(kind)

    def _reason_against(self, name: str, value: Any) -> str:
        try:
            for entry in self._entries:
                entry.changed(**{name: value})
        except ParameterProblem as problem:
            return str(problem)
        return ""

    def _set(self, name: str, value: Any, gesture: str) -> None:
        text = f"Change {name.replace('_', ' ')}"
        self._edit(text, lambda entry: entry.changed(**{name: value}), gesture)

    def _choose(self, _: str, kind: str, gesture: str) -> None:
        if kind == _ABSENT:
            self._edit(f"Choose {self._place.absent.lower()}", lambda entry: None, "")
            return
        chosen = find(self._family, kind)()
        self._edit(f"Choose {chosen.title()}", lambda entry: entry if type(entry) is type(chosen) else chosen, "")

    def _edit(self, text: str, change: Any, gesture: str) -> None:
        self._document.edit(text, lambda design: self._place.put(design, change), gesture)


def shown_parameters(kind: type[Entry]) -> list[Parameter]:
    """The parameters that a form has fields for: what was found in a file, such as its columns, is shown elsewhere."""
    shown = []
    for parameter in kind.parameters():
        annotation = kind.model_fields[parameter.name].annotation
        if annotation == tuple[str, ...]:
            shown.append(replace(parameter, type=Names))
        elif parameter.choices is not None or parameter.type in _PLAIN or annotation in _NUMBERS:
            shown.append(parameter)
    return shown


def _common(entries: tuple[Entry, ...], name: str) -> Any:
    values = [getattr(entry, name) for entry in entries]
    return values[0] if all(value == values[0] for value in values) else MIXED
