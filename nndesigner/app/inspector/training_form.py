"""What the inspector shows when nothing is selected: data, loss, optimizer and the numbers of the training."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import NONE, EntryForm
from nndesigner.app.document.place import in_training
from nndesigner.app.inspector.data_section import DataSection
from nndesigner.app.inspector.idle import idle_early_stopping, idle_optimizer, idle_settings
from nndesigner.app.inspector.live import UNDER_WAY, why_fixed
from nndesigner.app.inspector.look_for import LookFor
from nndesigner.app.inspector.turns_section import TurnsSection
from nndesigner.app.widgets.entry_header import Header
from nndesigner.app.widgets.form.form import dimmed
from nndesigner.app.widgets.section import Section
from nndesigner.app.widgets.texts import hairline, plain_label
from nndesigner.design.model import Design
from nndesigner.words.counts import counted

TURNS = "Turns"
OF_ONE_TURN = ("Optimizer", "Learning rate", "Weight limit", "Gradient limit")
"""Sections and options that say nothing where each turn has its own."""
SECTIONS = (
    ("Loss", (in_training("loss", "Loss", "What training minimizes."),)),
    (
        "Optimizer",
        (in_training("optimizer", "Optimizer", "How a gradient changes the weights.", idle_optimizer),),
    ),
    (TURNS, ()),
    ("Learning rate", (in_training("schedule", "Schedule", "How the learning rate changes over the epochs."),)),
    (
        "Regularization",
        (
            in_training("regularizer", "Penalty", "What is added to the loss for large weights."),
            in_training("constraint", "Weight limit", "What the weights are limited to after every step."),
            in_training("clipping", "Gradient limit", "How large the gradients of a step may be."),
        ),
    ),
    ("Early stopping", (in_training("early_stopping", "Early stopping", "", idle_early_stopping),)),
    ("Run", (in_training("settings", "Training", "", idle_settings),)),
)


class TrainingForm(QWidget):
    """The options of the training, section by section; `folded` remembers which are folded.

    `data_wanted` asks to open data, with the path of what is open, and `preview_wanted` to preview the augmentation.
    """

    data_wanted = Signal(str)
    preview_wanted = Signal()

    def __init__(self, document: Document, folded: set[str] | None = None) -> None:
        super().__init__()
        self._document = document
        self.forms: dict[str, EntryForm] = {}
        self.sections: dict[str, Section] = {}
        self._of_one_turn: list[QWidget] = []
        folded = set() if folded is None else folded
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.look_for = LookFor(document, folded)
        layout.addWidget(self.look_for)
        layout.addWidget(Header("Training", "What the network learns from, and how"))
        self.under_way = plain_label(UNDER_WAY, "muted")
        self.under_way.setContentsMargins(0, 8, 0, 0)
        self.under_way.hide()
        layout.addWidget(self.under_way)
        layout.addSpacing(8)
        self._add_data(layout, folded)
        for title, places in SECTIONS:
            section = Section(title, folded)
            for place in places:
                form = self.forms[place.title] = EntryForm(document, place)
                if title == "Regularization":  # three choices below one another: each says what it is about
                    label = plain_label(place.title, "muted")
                    label.setContentsMargins(0, 6 if section.rows.count() else 0, 0, 4)
                    section.rows.addWidget(label)
                    self._of_one_turn += [label, form] if place.title in OF_ONE_TURN else []
                section.rows.addWidget(form)
            if title == TURNS:
                self.turns = TurnsSection(document)
                section.rows.addWidget(self.turns)
            self.sections[title], line = section, hairline()
            self._of_one_turn += [line, section] if title in OF_ONE_TURN else []
            layout.addWidget(line)
            layout.addWidget(section)
        layout.addStretch()
        self.refresh()

    def _add_data(self, layout: QVBoxLayout, folded: set[str]) -> None:
        self.data = DataSection(self._document)
        self.data.open_wanted.connect(self.data_wanted)
        self.data.preview_wanted.connect(self.preview_wanted)
        self.forms["Source"], self.forms["Split"] = self.data.source, self.data.split
        section = self.sections["Data"] = Section("Data", folded)
        section.rows.addWidget(self.data)
        layout.addWidget(hairline())
        layout.addWidget(section)

    def show_training(self, ordered: Design | None) -> None:
        """While a training of `ordered` is under way, keep still what it cannot follow; None when there is none."""
        self.under_way.setVisible(ordered is not None)
        for widget, title in ((self.data, "Data"), (self.turns, TURNS)):
            widget.setEnabled(ordered is None)
            widget.setGraphicsEffect(dimmed(widget) if ordered else None)  # type: ignore[arg-type]  # None takes it away
            widget.setToolTip(why_fixed(ordered, title) if ordered else "")
        for _, places in SECTIONS:
            for title in (place.title for place in places):
                self.forms[title].show_fixed(partial(why_fixed, ordered, title) if ordered else None)

    def refresh(self) -> None:
        """Show what the document holds now."""
        self.data.refresh()
        self.sections["Data"].heading.show_contents(self.data.contents())
        for form in self.forms.values():
            form.refresh()
        self.turns.refresh()
        for widget in self._of_one_turn:
            widget.setVisible(not self._document.design.training.turns)
        for title, places in SECTIONS:
            contents = self._contents([place.title for place in places]) if places else self.turns.contents()
            self.sections[title].heading.show_contents(contents)

    def _contents(self, forms: list[str]) -> str:
        """What a folded section holds, in a few words."""
        options = self._document.design.training
        if forms == ["Early stopping"]:
            return f"after {options.early_stopping.patience} epochs" if options.early_stopping.enabled else "off"
        if forms == ["Training"]:
            return counted(options.epochs, "epoch")
        if options.turns:
            forms = [form for form in forms if form not in OF_ONE_TURN]
        chosen = [self.forms[form].contents() for form in forms]
        several = len(forms) > 1
        contents = [text for text in chosen if text and not (several and text.casefold() == NONE)]
        return ", ".join(contents) or "none"
