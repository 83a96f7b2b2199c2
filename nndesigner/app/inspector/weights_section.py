"""The section of a layer's form about weights: how they begin, whether they learn, and with which optimizer."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import EntryForm
from nndesigner.app.document.place import in_layers
from nndesigner.app.widgets.form.fields import MIXED
from nndesigner.app.widgets.form.form import Check, Form
from nndesigner.app.widgets.section import Section
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.entry import Parameter, Part
from nndesigner.design.model import NodeId

FROZEN = "frozen"


class WeightsSection(QWidget):
    """Shows the parts that all of the layers have, and the switch that keeps them from learning."""

    def __init__(
        self,
        document: Document,
        nodes: tuple[NodeId, ...],
        parameters: tuple[Parameter, ...],
        check: Check,
        folded: set[str] | None = None,
    ) -> None:
        super().__init__()
        self.form = Form([each for each in parameters if each.name == FROZEN], check)
        self.parts: dict[str, EntryForm] = {}
        self._section = Section("Weights" if self.form.rows else "Learning", set() if folded is None else folded)
        for name, part in _shared_parts(document, nodes).items():
            form = self.parts[name] = EntryForm(document, in_layers(nodes, name, part))
            self._section.rows.addWidget(plain_label(part.title, "muted"))
            self._section.rows.addSpacing(4)
            self._section.rows.addWidget(form)
        self._section.rows.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._section)
        if not self.is_needed:
            self.hide()

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.parts or self.form.rows)

    def refresh(self, values: Mapping[str, Any]) -> None:
        """Show what the document holds now; `values` are those of the switch."""
        self.form.show_values(values)
        for form in self.parts.values():
            form.refresh()
        frozen = values.get(FROZEN) is not MIXED and values.get(FROZEN)
        contents = [form.contents() for form in self.parts.values()] + (["frozen"] if frozen else [])
        self._section.heading.show_contents(", ".join(filter(None, contents)))


def _shared_parts(document: Document, nodes: tuple[NodeId, ...]) -> dict[str, Part]:
    """The parts that all of the layers have."""
    first, *others = [document.design.nodes[node].layer.parts() for node in nodes]
    return {name: part for name, part in first.items() if all(other.get(name) == part for other in others)}
