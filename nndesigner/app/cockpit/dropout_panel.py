"""The masks that the dropout layers used at the last step: which values were kept and which were dropped."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nndesigner.app.cockpit.hover import Hover, Row
from nndesigner.app.cockpit.mask_cells import MaskCells
from nndesigner.app.cockpit.panel import Panel, Table
from nndesigner.app.cockpit.series import last_look, names_of
from nndesigner.app.widgets.panel_header import Part
from nndesigner.catalog.shapes import grouped
from nndesigner.design.model import NodeId
from nndesigner.training.readings import Mask

_AXES = {1: ("unit",), 2: ("time step", "feature"), 3: ("channel", "row", "column")}


class DropoutPanel(Panel):
    """The mask of one dropout layer; with several, the header lets the user choose."""

    def build_content(self) -> QWidget:
        self.cells = MaskCells()
        self.hover = Hover(self.cells)
        self._chosen: NodeId | None = None
        self._choose_menu = QMenu(self)
        self._choose_menu.triggered.connect(lambda action: self.choose(action.data()))
        self.chooser = self._build_chooser()
        self.cells.resized.connect(self.ask_for_redraw)
        self.cells.pointed.connect(self._point)
        return self.cells

    def _build_chooser(self) -> QToolButton:
        button = self.header.add_tool("chevron_down", "Choose the dropout layer")
        button.setMenu(self._choose_menu)
        button.hide()
        return button

    def has_data(self) -> bool:
        return bool(self._masks())

    def draw(self) -> list[Part]:
        masks = self._masks()
        names = names_of(self.session, masks)
        node = self.chosen
        self._offer(names)
        mask = masks[node]
        layout = self.cells.show_mask(mask.kept)
        kept, part = grouped(int(mask.kept.sum())), f"{mask.kept.mean() * 100:.0f} %"
        factor = f"{1 / (1 - mask.rate):.3g}"
        scale = f"scaled by 1/(1−p) = {factor}"
        counted = f"{layout.what} · {kept} kept ({part})" if mask.kept.ndim == 1 else f"{layout.what} · {part} kept"
        texts = (f"{counted} · {words}" for words in (f"kept values {scale}", scale, f"× {factor}"))
        self.cells.show_caption(*texts)
        return [Part(f"{names[node]} · step {grouped(last_look(self.session.history))} · p = {mask.rate:g}")]

    def look_like(self, other: Panel) -> None:
        if isinstance(other, DropoutPanel):
            self._chosen = other._chosen

    def table(self) -> Table:
        masks = self._masks()
        names = names_of(self.session, masks)
        rows = (
            (names[node], " × ".join(map(str, masks[node].kept.shape)), index, int(kept))
            for node in names
            for index, kept in enumerate(masks[node].kept.ravel().tolist())
        )
        return ("layer", "shape", "index", "kept"), rows

    @property
    def chosen(self) -> NodeId:
        """The layer whose mask is shown: the user's choice, else the first in the network."""
        masks = self._masks()
        return self._chosen if self._chosen in masks else next(iter(names_of(self.session, masks)))

    def choose(self, node: NodeId) -> None:
        """Show the mask of the layer `node`."""
        self._chosen = node
        self.redraw()

    def _masks(self) -> dict[NodeId, Mask]:
        masks = self.session.history.masks.get(self.view.quantities[0].name)
        return dict(masks.of_nodes) if masks else {}

    def _offer(self, names: dict[NodeId, str]) -> None:
        self.chooser.setVisible(len(names) > 1)
        if {action.data(): action.text() for action in self._choose_menu.actions()} == names:
            return
        self._choose_menu.clear()
        for node, name in names.items():
            self._choose_menu.addAction(name).setData(node)

    def _point(self, cell: tuple[int, int, int] | None, at: QPointF) -> None:
        masks, shown = self._masks(), self.cells.shown
        if cell is None or shown is None or not masks:
            self.hover.hide()
            return
        kept = masks[self.chosen].kept
        place = (cell[1] * shown.columns + cell[2],) if kept.ndim == 1 else cell[-kept.ndim :]
        where = ", ".join(f"{axis} {number + 1}" for axis, number in zip(_AXES[kept.ndim], place, strict=True))
        verdict = "kept" if bool(kept[place]) else "dropped: 0 for this step"
        self.hover.show_at(at, QRectF(), (Row(f"{where}: {verdict}"),), has_line=False)
