"""The inspector: everything about what is selected, or about the training when nothing is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.inspector.layer_form import LayerForm
from nndesigner.app.inspector.link_page import LinkPage
from nndesigner.app.inspector.training_form import TrainingForm
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.model import Design, Link, NodeId

Page = LayerForm | LinkPage | TrainingForm
Shown = tuple[tuple[NodeId, ...], tuple[type[Layer], ...], tuple[Link, ...]]


class Inspector(QScrollArea):
    """Shows one page at a time; a page stays, with its focus, as long as the same things are selected.

    `data_wanted` asks to open data, with the path of what is open, and `preview_wanted` to preview the augmentation.
    """

    data_wanted = Signal(str)
    preview_wanted = Signal()

    def __init__(self, document: Document, selection: Selection, editing: Editing) -> None:
        super().__init__()
        self._document = document
        self._selection = selection
        self._editing = editing
        self._shown: Shown | None = None
        self._folded: set[str] = set()
        """The sections that the user has folded, by title, for as long as the window is open."""
        self._training: QWidget | None = None
        """The frame of the training form, kept while layers are shown: it takes the longest to make."""
        self._ordered: Design | None = None
        self.page: Page
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Inspector")
        self.setMinimumWidth(280)
        selection.changed.connect(self._refresh)
        document.changed.connect(self._refresh)
        document.loaded.connect(self._start_again)
        self._refresh()

    def show_training(self, ordered: Design | None) -> None:
        """A training of this design is under way; None when there is none."""
        if ordered is not self._ordered:
            self._ordered = ordered
            self.page.show_training(ordered)
            self._make_room()

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted == self._shown:
            self.page.refresh()
            self._make_room()
        else:
            self._shown = wanted
            self._show_page(self._make_page(wanted))

    def _make_room(self) -> None:
        """Give the page the height it needs at once: otherwise it is seen squeezed for a moment."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if frame := self.widget():
            QApplication.sendEvent(frame, QEvent(QEvent.Type.LayoutRequest))

    def _start_again(self) -> None:
        """Another project has been loaded, whose layers may have the identities of the last one's."""
        self._shown = None
        kept, self._training = self._training, None
        if kept and kept is not self.widget():
            kept.deleteLater()
        self._refresh()

    def _wanted(self) -> Shown:
        """What is selected and still there; layers before links."""
        design = self._document.design
        nodes = tuple(node for node in design.nodes if node in self._selection.nodes)
        links = () if nodes else tuple(link for link in sorted(design.links) if link in self._selection.links)
        return nodes, tuple(type(design.nodes[node].layer) for node in nodes), links

    def _make_page(self, wanted: Shown) -> Page:
        nodes, _, links = wanted
        if nodes:
            return LayerForm(self._document, self._editing, nodes, self._folded)
        if links:
            return LinkPage(self._document, links)
        kept = self._training.findChild(TrainingForm) if self._training else None
        if kept is None:
            made = TrainingForm(self._document, self._folded)
            made.data_wanted.connect(self.data_wanted)
            made.preview_wanted.connect(self.preview_wanted)
            return made
        kept.refresh()
        return kept

    def _show_page(self, page: Page) -> None:
        old = self.takeWidget()
        if old:
            old.hide()
        if old and old is not self._training:
            old.deleteLater()
        self.page = page
        page.show_training(self._ordered)
        is_training = isinstance(page, TrainingForm)
        frame = self._training if is_training and self._training else _framed(page)
        if is_training:
            self._training = frame
        self.setWidget(frame)
        frame.show()


def _framed(page: QWidget) -> QWidget:
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 12, 16, 24)
    layout.addWidget(page)
    return frame
