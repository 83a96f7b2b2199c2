"""A turn of the training in the inspector: its name, who learns in it, and with what."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import EntryForm
from nndesigner.app.document.place import in_turn
from nndesigner.app.inspector.idle import idle_optimizer
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.form.form import Form
from nndesigner.app.widgets.form.names_field import Names, NamesField
from nndesigner.app.widgets.icons import icon
from nndesigner.app.widgets.name_field import NameField
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.entry import Parameter
from nndesigner.design.edits import EditRefused
from nndesigner.design.model import Node
from nndesigner.design.turn_edits import remove_turn, rename_turn, set_in_turn
from nndesigner.design.turns import Turn

_LAYERS = Parameter("layers", "Layers", "The layers that learn in this turn.", Names, ())
_OUTPUTS = Parameter("outputs", "Outputs", "The outputs whose losses this turn makes small.", Names, ())
_PARTS = (
    ("optimizer", "Optimizer", "How a gradient changes the weights."),
    ("schedule", "Learning rate", "How the learning rate changes over the epochs."),
    ("constraint", "Weight limit", "What the weights are limited to after every step of the turn."),
    ("clipping", "Gradient limit", "How large the gradients of a step may be."),
)
_SIZE = 24


class TurnCard(QFrame):
    """The turn number `number`; a click on the arrow unfolds everything that it has of its own."""

    opened = Signal(bool)

    def __init__(self, document: Document, number: int) -> None:
        super().__init__()
        self._document, self._number = document, number
        self.name = NameField()
        self.name.setAccessibleName("Name of the turn")
        self.name.renamed.connect(self._rename)
        self.arrow = self._button("Show what this turn does", lambda: self.open(not self.is_open))
        self.remove = self._button("Remove this turn", self._remove)
        self.words = plain_label("", "muted")
        self.complaint = plain_label("", "problem")
        self.complaint.hide()
        self.content: QWidget | None = None
        self.forms: dict[str, EntryForm] = {}
        self.names: dict[str, Form] = {}
        self._place()
        theme.themes.changed.connect(self._restyle)
        self.refresh()

    @property
    def turn(self) -> Turn:
        """The turn as it is now."""
        return self._document.design.training.turns[self._number]

    @property
    def is_open(self) -> bool:
        """Whether its forms are shown."""
        return self.content is not None and not self.content.isHidden()

    def open(self, is_open: bool) -> None:
        """Unfold the forms, or fold them away; they are made when they are first needed."""
        if is_open and self.content is None:
            self.content = self._build_content()
            self._column.addWidget(self.content)
        if self.content:
            self.content.setVisible(is_open)
        self.refresh()
        self.opened.emit(is_open)

    def refresh(self) -> None:
        """Show what the document holds now."""
        turn = self.turn
        self.name.show_name(turn.name)
        self.words.setText(in_words(turn))
        self.words.setVisible(not self.is_open)
        for form in self.forms.values():
            form.refresh()
        self._refresh_names(turn)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fields are raised: a card that holds them is not, but has a line around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.arrow)
        head.addWidget(self.name, 1)
        head.addWidget(self.remove)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 8)
        self._column.setSpacing(2)
        self._column.addLayout(head)
        self._column.addWidget(self.words)
        self._column.addWidget(self.complaint)
        self.words.setContentsMargins(26, 0, 0, 0)

    def _build_content(self) -> QWidget:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(4, 4, 2, 0)
        rows.setSpacing(0)
        pattern = in_turn(self._number, "pattern", "Turn", "Which layers learn, what for, and when.")
        self.forms["pattern"] = EntryForm(self._document, pattern, has_choice=False)
        rows.addWidget(self.forms["pattern"])
        for parameter, nothing in ((_LAYERS, "none"), (_OUTPUTS, "all outputs")):
            names = self.names[parameter.name] = Form([parameter], lambda name, value: "")
            names.edited.connect(self._choose)
            rows.addWidget(names)
            self._field(parameter.name).say(parameter.name, nothing)
        for name, title, help in _PARTS:
            idle = {"idle": idle_optimizer} if name == "optimizer" else {}
            form = self.forms[name] = EntryForm(self._document, in_turn(self._number, name, title, help, **idle))
            rows.addSpacing(10)
            rows.addWidget(plain_label(title, "muted"))
            rows.addSpacing(4)
            rows.addWidget(form)
        return content

    def _field(self, name: str) -> NamesField:
        field = self.names[name].rows[name].field
        assert isinstance(field, NamesField)
        return field

    def _refresh_names(self, turn: Turn) -> None:
        layers, outputs = self._offered()
        is_needed = {"layers": turn.pattern.learns == "chosen", "outputs": len(outputs) > 1}
        for (name, form), nodes in zip(self.names.items(), (layers, outputs), strict=False):
            names = {node.id: node.name for node in nodes}
            self._field(name).show_names(list(names.values()))
            form.setVisible(is_needed[name])
            form.show_values({name: tuple(names[each] for each in getattr(turn, name) if each in names)})

    def _offered(self) -> tuple[list[Node], list[Node]]:
        """The layers with something to learn, and the outputs."""
        design, weights = self._document.design, self._document.report.weights
        layers = [design.nodes[node] for node in design.order if weights.get(node)]
        return layers, list(design.of_kind("output"))

    def _choose(self, name: str, chosen: Iterable[str], gesture: str) -> None:
        ids = {node.name: node.id for nodes in self._offered() for node in nodes}
        values: dict[str, Any] = {name: tuple(ids[each] for each in chosen if each in ids)}
        turn = self.turn.name
        self._document.edit(f"Choose {name} of {turn}", lambda design: set_in_turn(design, turn, **values))

    def _rename(self, name: str) -> None:
        before = self.turn.name
        try:
            rename_turn(self._document.design, before, name)
        except EditRefused as problem:
            self.complaint.setText(str(problem))
            self.complaint.show()
            return
        self.complaint.hide()
        if name != before:
            self._document.edit(f"Rename {before}", lambda design: rename_turn(design, before, name))

    def _remove(self) -> None:
        name = self.turn.name
        self._document.edit(f"Remove {name}", lambda design: remove_turn(design, name))

    def _button(self, help: str, do: Any) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(_SIZE, _SIZE)
        button.setToolTip(help)
        button.setAccessibleName(help)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: do())
        return button

    def _restyle(self) -> None:
        self.arrow.setIcon(icon("chevron_down" if self.is_open else "chevron_right", role="muted"))
        self.remove.setIcon(icon("close", role="muted"))
        self.update()


def in_words(turn: Turn) -> str:
    """Who learns in a turn, with what and how often, in a line."""
    pattern = turn.pattern
    who = {"all": "all layers", "chosen": f"{len(turn.layers)} layers"}.get(pattern.learns, pattern.learns)
    often = [f"every {pattern.every} steps"] if pattern.every > 1 else []
    batches = [f"{pattern.batches} batches"] if pattern.batches > 1 else []
    return " · ".join([who, f"{turn.optimizer.title()} {turn.optimizer.learning_rate:g}", *often, *batches])
