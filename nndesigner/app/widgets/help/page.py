"""The help on one entry: the same text beside forms, over the palette and in the help window."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nndesigner.app.widgets.entry_header import ICON_SIZE, Header
from nndesigner.app.widgets.formula import FormulaCard
from nndesigner.app.widgets.help.code_card import CodeCard
from nndesigner.app.widgets.help.context import NOWHERE, Context
from nndesigner.app.widgets.help.curves import Picture, picture_of
from nndesigner.app.widgets.help.graph import Graph
from nndesigner.app.widgets.help.loss_curves import can_be_drawn, loss_curves
from nndesigner.app.widgets.help.torch_call import torch_text
from nndesigner.app.widgets.icons import layer_pixmap
from nndesigner.app.widgets.texts import Advice, Facts, plain_label
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.layers.activation import Activation
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source

_GAP = 14
_PATIENCE = 100
"""Milliseconds between two checks on a graph that is being computed."""
_FAMILIES = {
    "schedule": "Learning-rate schedule",
    "initializer": "Initial weights",
    "constraint": "Limit of the weights",
    "clipping": "Limit of the gradients",
    "source": "Data",
}


class HelpPage(QWidget):
    """Title, what it does, formula, range, graph, when to use it and when not, and the call in torch.

    Without `has_header` it stands below a form that names the entry. One that `is_folded` ends after formula and graph
    until its link is followed.
    """

    def __init__(
        self,
        entry: type[Entry] | Entry,
        context: Context = NOWHERE,
        has_header: bool = True,
        is_folded: bool = False,
    ) -> None:
        super().__init__()
        self.entry = entry() if isinstance(entry, type) else entry
        self.graph: Graph | None = None
        self.code = CodeCard()
        self._context = context
        self._note = plain_label("", "small")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP)
        self._words, self._rest = _column(), _column()
        self._add_beginning(has_header)
        self._layout.addLayout(self._rest)
        self._is_folded = True
        self.link = self._add_link()
        if not is_folded:
            self.unfold()
        self.show_entry(self.entry, context)

    def show_entry(self, entry: Entry, context: Context) -> None:
        """Follow the parameters of the entry and the shapes around it; the entry is of the same kind as before."""
        self.entry, self._context = entry, context
        self._draw()
        if not self._is_folded:
            self.code.show_text(torch_text(entry, context))

    def text(self) -> str:
        """Everything that is said, as plain text."""
        entry = type(self.entry)
        reach = self.entry.range if isinstance(self.entry, Activation) else ""
        call = torch_text(self.entry, self._context)
        parts = [entry.title(), *spoken(self.entry), reach, entry.when_to_use, entry.when_not]
        return "\n".join(filter(None, [*parts, *(call.lines if call else ())]))

    def unfold(self) -> None:
        """Show all of it; what is folded is not made before, because forms hold many of these pages."""
        if not self._is_folded:
            return
        self._is_folded = False
        self.link.hide()
        for paragraph in spoken(self.entry)[1:]:
            self._words.addWidget(plain_label(paragraph, "muted"))
        entry = type(self.entry)
        if entry.when_to_use or entry.when_not:
            self._rest.addWidget(Advice(entry))
        self._rest.addWidget(self.code)
        self.code.show_text(torch_text(self.entry, self._context))

    def _add_beginning(self, has_header: bool) -> None:
        if has_header:
            self._layout.addWidget(_header(self.entry, self.devicePixelRatioF()))
        for first in spoken(self.entry)[:1]:
            self._words.addWidget(plain_label(first, "" if has_header else "muted"))
        self._layout.addLayout(self._words)
        if type(self.entry).formula:
            self._layout.addWidget(FormulaCard(type(self.entry).formula))
        if isinstance(self.entry, Activation) and self.entry.range:
            facts = Facts()
            facts.show_facts([("range", self.entry.range)])
            self._layout.addWidget(facts)
        self._place_for_graph = self._layout.count()

    def _add_link(self) -> QPushButton:
        link = QPushButton("When to use it, and more" if type(self.entry).when_to_use else "More about it")
        link.setProperty("role", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(self.unfold)
        self._layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return link

    def _picture(self) -> Picture | None:
        if isinstance(self.entry, Loss):
            return loss_curves.picture(self.entry) if can_be_drawn(self.entry) else None
        return picture_of(self.entry, self._context.epochs, self._context.learning_rate)

    def _draw(self) -> None:
        """Show the graph where there is one, or wait for it: that of a loss needs torch."""
        picture = self._picture()
        if picture is None:
            if isinstance(self.entry, Loss) and can_be_drawn(self.entry):
                QTimer.singleShot(_PATIENCE, self, self._draw)
            return
        if self.graph:
            self.graph.show_picture(picture)
        else:
            self.graph = Graph(picture)
            self._layout.insertWidget(self._place_for_graph, self.graph)
            self._layout.insertWidget(self._place_for_graph + 1, self._note)
        self._note.setText(picture.note)
        self._note.setVisible(bool(picture.note))


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(_GAP)
    return column


def spoken(entry: Entry) -> list[str]:
    """The paragraphs of the help; for a source, first what it holds."""
    paragraphs = [" ".join(part.split()) for part in type(entry).description().split("\n\n")]
    contents = entry.contents() if isinstance(entry, Source) else ""
    return [text for text in (contents, *paragraphs) if text]


def _header(entry: Entry, ratio: float) -> Header:
    picture = layer_pixmap(type(entry), ICON_SIZE, ratio) if isinstance(entry, Layer) else None
    family = _FAMILIES.get(entry.family, entry.family.replace("_", " ").capitalize())
    return Header(type(entry).title(), f"{family} · {entry.group}" if entry.group else family, picture)
