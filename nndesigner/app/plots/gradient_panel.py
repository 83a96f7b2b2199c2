"""The magnitude of every layer's gradient over the steps: vanishing and exploding in one picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from nndesigner.app.plots.curves import Numbers
from nndesigner.app.plots.header import Part
from nndesigner.app.plots.heat_strips import HeatStrips, Strips
from nndesigner.app.plots.hover import Hover, Row
from nndesigner.app.plots.panel import Panel, Table
from nndesigner.app.plots.series import gradient_norms, names_of
from nndesigner.catalog.shapes import grouped
from nndesigner.words.numbers import figure

_DEEPEST = 1e-12
"""Magnitudes below are as good as 0; the scale does not reach further down."""
_LOOKS = 8
"""Values that are read for each column, so that a long training costs no more than a short one."""


class GradientPanel(Panel):
    """One strip a layer, in the order of the network."""

    title = "Gradient magnitude"
    empty_text = "The gradient magnitude of every layer at each step appears here, as colour. Press Train."

    def build_content(self) -> QWidget:
        self.strips = HeatStrips()
        self.hover = Hover(self.strips)
        self._ends: Numbers = np.empty(0)
        self.strips.resized.connect(self.ask_for_redraw)
        self.strips.pointed.connect(self._point)
        return self.strips

    def has_data(self) -> bool:
        return len(gradient_norms(self.session.history)[0]) > 0

    def draw(self) -> list[Part]:
        steps, by_node = gradient_norms(self.session.history)
        names = names_of(self.session, by_node)
        starts = _starts(len(steps), self.strips.columns())
        self._ends = steps[np.append(starts[1:], len(steps)) - 1]
        values = np.stack([_geometric_means(by_node[node], starts) for node in names])
        lowest, highest = self.session.magnitudes.ends
        self.strips.show_strips(
            Strips(
                names=tuple(names.values()),
                newest=tuple(figure(float(by_node[node][-1])) for node in names),
                values=values,
                lowest=lowest,
                highest=highest,
                start=f"step {grouped(int(steps[0]))}",
                end=grouped(int(steps[-1])),
            )
        )
        return [self._verdict(values, tuple(names.values()))]

    def table(self) -> Table:
        steps, by_node = gradient_norms(self.session.history)
        names = names_of(self.session, by_node)
        rows = zip(steps.astype(int).tolist(), *(by_node[node].tolist() for node in names), strict=True)
        return ("step", *names.values()), rows

    @staticmethod
    def _verdict(values: Numbers, names: tuple[str, ...]) -> Part:
        bad = [name for name, row in zip(names, values, strict=True) if not np.isfinite(row[-1])]
        return Part(f"not a finite number in {bad[0]}", role="bad") if bad else Part("by layer, log")

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
            Row(figure(float(shown.values[row, column]))),
        )
        self.hover.show_at(at, room, rows)


def _starts(number: int, at_most: int) -> NDArray[np.intp]:
    """Where the columns begin when `number` values share at most so many."""
    return np.linspace(0, number, min(number, at_most) + 1)[:-1].astype(np.intp)


def _geometric_means(values: Numbers, starts: NDArray[np.intp]) -> Numbers:
    """The mean on the log scale of some evenly chosen values in each column; NaN or infinite when one of them is."""
    ends = np.append(starts[1:], len(values))
    chosen = starts[:, None] + (np.linspace(0, 1, _LOOKS) * (ends - starts - 1)[:, None]).astype(np.intp)
    means: Numbers = 10 ** np.log10(np.maximum(values[chosen], _DEEPEST)).mean(axis=1)
    return np.where(means <= _DEEPEST * 1.001, 0.0, means)
