"""What the inspector shows when nothing is selected: data, loss, optimizer and the numbers of the training."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import NONE, EntryForm
from nndesigner.app.document.place import in_training
from nndesigner.app.inspector.data_section import DataSection
from nndesigner.app.inspector.live import UNDER_WAY, why_fixed
from nndesigner.app.inspector.look_for import LookFor
from nndesigner.app.widgets.entry_header import Header
from nndesigner.app.widgets.form.form import dimmed
from nndesigner.app.widgets.section import Section
from nndesigner.app.widgets.texts import hairline, plain_label
from nndesigner.design.model import Design
from nndesigner.design.options import EarlyStopping, Settings
from nndesigner.words.counts import counted


def idle_optimizer(optimizer: Any) -> Mapping[str, str]:
    """Nesterov's look ahead needs a momentum to look along."""
    is_still = getattr(optimizer, "momentum", None) == 0
    return {"nesterov": "Without momentum there is nothing to look ahead to."} if is_still else {}


def idle_early_stopping(early_stopping: EarlyStopping) -> Mapping[str, str]:
    """Its numbers count only while it is on."""
    if early_stopping.enabled:
        return {}
    return dict.fromkeys(("patience", "minimum_change"), "Early stopping is off.")


def idle_settings(settings: Settings) -> Mapping[str, str]:
    """With the full batch its size is that of the data."""
    return {"batch_size": "Full batch uses all samples for each step."} if settings.full_batch else {}


SECTIONS = (
    ("Loss", (in_training("loss", "Loss", "What training minimizes."),)),
    (
        "Optimizer",
        (in_training("optimizer", "Optimizer", "How a gradient changes the weights.", idle_optimizer),),
    ),
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
                    section.rows.addSpacing(6 if section.rows.count() else 0)
                    section.rows.addWidget(plain_label(place.title, "muted"))
                    section.rows.addSpacing(4)
                section.rows.addWidget(form)
            self.sections[title] = section
            layout.addWidget(hairline())
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
        self.data.setEnabled(ordered is None)
        self.data.setGraphicsEffect(dimmed(self.data) if ordered else None)  # type: ignore[arg-type]  # None takes it away
        self.data.setToolTip(why_fixed(ordered, "Data") if ordered else "")
        for _, places in SECTIONS:
            for title in (place.title for place in places):
                self.forms[title].show_fixed(partial(why_fixed, ordered, title) if ordered else None)

    def refresh(self) -> None:
        """Show what the document holds now."""
        self.data.refresh()
        self.sections["Data"].heading.show_contents(self.data.contents())
        for form in self.forms.values():
            form.refresh()
        for title, places in SECTIONS:
            self.sections[title].heading.show_contents(self._contents([place.title for place in places]))

    def _contents(self, forms: list[str]) -> str:
        """What a folded section holds, in a few words."""
        options = self._document.design.training
        if forms == ["Early stopping"]:
            return f"after {options.early_stopping.patience} epochs" if options.early_stopping.enabled else "off"
        if forms == ["Training"]:
            return counted(options.epochs, "epoch")
        chosen = [self.forms[form].contents() for form in forms]
        several = len(forms) > 1
        contents = [text for text in chosen if text and not (several and text.casefold() == NONE)]
        return ", ".join(contents) or "none"
