"""One number of every layer over the steps: what vanishes and what explodes in one picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.cockpit.curves import Numbers
from nndesigner.app.cockpit.heat_strips import HeatStrips, Strips
from nndesigner.app.cockpit.hover import Hover, Row
from nndesigner.app.cockpit.panel import Panel, Table
from nndesigner.app.cockpit.series import names_of, of_nodes
from nndesigner.app.widgets.panel_header import Part
from nndesigner.catalog.shapes import grouped
from nndesigner.training.readings import Quantity, Scale
from nndesigner.words.numbers import figure

_DEEPEST = 1e-12
"""Magnitudes below are as good as 0; the scale does not reach further down."""
_LOOKS = 8
"""Values that are read for each column, so that a long training costs no more than a short one."""


class PerNodePanel(Panel):
    """One strip a layer, in the order of the network; of several quantities the user chooses one."""

    def build_content(self) -> QWidget:
        self.strips = HeatStrips()
        self.hover = Hover(self.strips)
        self.quantity = self.view.quantities[0]
        """What is shown."""
        self._ends: Numbers = np.empty(0)
        self._choices = QMenu(self)
        self._group = QActionGroup(self._choices)
        if len(self.view.quantities) > 1:
            self._offer()
        self.strips.resized.connect(self.ask_for_redraw)
        self.strips.pointed.connect(self._point)
        return self.strips

    def choose(self, quantity: Quantity) -> None:
        """Show `quantity` from now on."""
        self.quantity = quantity
        self._show_choice()
        self.redraw()

    def look_like(self, other: Panel) -> None:
        if isinstance(other, PerNodePanel):
            self.quantity = other.quantity
            self._show_choice()

    def has_data(self) -> bool:
        return len(of_nodes(self.session.history, self.quantity)[0]) > 0

    def draw(self) -> list[Part]:
        steps, by_node = of_nodes(self.session.history, self.quantity)
        names = names_of(self.session, by_node)
        starts = _starts(len(steps), self.strips.columns())
        self._ends = steps[np.append(starts[1:], len(steps)) - 1]
        means = _geometric_means if self.quantity.scale is Scale.LOG else _means
        values = np.stack([means(by_node[node], starts) for node in names])
        scale = self.session.scale_of(self.quantity)
        self.strips.show_strips(
            Strips(
                names=tuple(names.values()),
                newest=tuple(self._words(float(by_node[node][-1])) for node in names),
                values=values,
                parts=scale.parts(values),
                scale=scale.labels,
                start=f"step {grouped(int(steps[0]))}",
                end=grouped(int(steps[-1])),
            )
        )
        return [self._verdict(values, tuple(names.values()))]

    def table(self) -> Table:
        steps, by_node = of_nodes(self.session.history, self.quantity)
        names = names_of(self.session, by_node)
        rows = zip(steps.astype(int).tolist(), *(by_node[node].tolist() for node in names), strict=True)
        return ("step", *names.values()), rows

    def _offer(self) -> None:
        self.header.add_chooser(self._choices, "Choose what is shown of every layer")
        for quantity in self.view.quantities:
            action = self._group.addAction(self._choices.addAction(quantity.title))
            action.setCheckable(True)
            action.setData(quantity)
        self._choices.triggered.connect(lambda action: self.choose(action.data()))
        self._show_choice()

    def _show_choice(self) -> None:
        self.header.show_title(self.quantity.title, self.view.title, is_chosen=len(self.view.quantities) > 1)
        for action in self._choices.actions():
            action.setChecked(action.data() == self.quantity)

    def _words(self, value: float) -> str:
        return f"{figure(value)} {self.quantity.unit}".rstrip()

    def _verdict(self, values: Numbers, names: tuple[str, ...]) -> Part:
        bad = [name for name, row in zip(names, values, strict=True) if not np.isfinite(row[-1])]
        if bad:
            return Part(f"not a finite number in {bad[0]}", role="bad")
        return Part("by layer, log" if self.quantity.scale is Scale.LOG else "by layer")

    def _point(self, cell: tuple[int, int] | None) -> None:
        shown = self.strips.strips
        if cell is None or shown is None:
            self.hover.hide()
            return
        row, column = cell
        room = self.strips.row_room(row)
        at = QPointF(room.left() + (column + 0.5) / shown.values.shape[1] * room.width(), room.center().y())
        rows = (
            Row(f"{shown.names[row]} · step {grouped(int(self._ends[column]))}"),
            Row(self._words(float(shown.values[row, column]))),
        )
        self.hover.show_at(at, room, rows)


def _starts(number: int, at_most: int) -> NDArray[np.intp]:
    """Where the columns begin when `number` values share at most so many."""
    return np.linspace(0, number, min(number, at_most) + 1)[:-1].astype(np.intp)


def _geometric_means(values: Numbers, starts: NDArray[np.intp]) -> Numbers:
    """The mean on the log scale of some evenly chosen values in each column; NaN or infinite when one of them is."""
    means: Numbers = 10 ** np.log10(np.maximum(_chosen(values, starts), _DEEPEST)).mean(axis=1)
    return np.where(means <= _DEEPEST * 1.001, 0.0, means)


def _means(values: Numbers, starts: NDArray[np.intp]) -> Numbers:
    """The mean of some evenly chosen values in each column."""
    means: Numbers = _chosen(values, starts).mean(axis=1)
    return means


def _chosen(values: Numbers, starts: NDArray[np.intp]) -> Numbers:
    ends = np.append(starts[1:], len(values))
    return values[starts[:, None] + (np.linspace(0, 1, _LOOKS) * (ends - starts - 1)[:, None]).astype(np.intp)]
