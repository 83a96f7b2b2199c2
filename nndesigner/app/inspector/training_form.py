"""What the inspector shows when nothing is selected: data, loss, optimizer and the numbers of the training."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document import Document
from nndesigner.app.inspector.entry_form import EntryForm, Place
from nndesigner.app.inspector.header import Header
from nndesigner.app.inspector.texts import hairline, heading


def _in_training(name: str) -> Any:
    return lambda design, entry: design.changed(training=replace(design.training, **{name: entry}))


def _in_data(name: str) -> Any:
    return lambda design, entry: design.changed(data=replace(design.data, **{name: entry}))


SOURCE = Place("Source", "Where the samples come from.", lambda design: design.data.source, _in_data("source"))
SPLIT = Place("Split", "", lambda design: design.data.split, _in_data("split"))
LOSS = Place("Loss", "What training makes small.", lambda design: design.training.loss, _in_training("loss"))
OPTIMIZER = Place(
    "Optimizer",
    "How a gradient becomes a change of the weights.",
    lambda design: design.training.optimizer,
    _in_training("optimizer"),
)
SETTINGS = Place("Training", "", lambda design: design.training.settings, _in_training("settings"))

SECTIONS = (
    ("Data", (SOURCE, SPLIT)),
    ("Loss", (LOSS,)),
    ("Optimizer", (OPTIMIZER,)),
    ("Run", (SETTINGS,)),
)


class TrainingForm(QWidget):
    """The options of the training, section by section."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.forms: dict[str, EntryForm] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Header("Training", "What the network learns from, and how"))
        for title, places in SECTIONS:
            layout.addSpacing(10)
            layout.addWidget(hairline())
            layout.addSpacing(14)
            layout.addWidget(heading(title))
            layout.addSpacing(8)
            for place in places:
                self.forms[place.title] = EntryForm(document, place)
                layout.addWidget(self.forms[place.title])
        layout.addStretch()

    def refresh(self) -> None:
        """Show what the document holds now."""
        for form in self.forms.values():
            form.refresh()
