"""The loss over the epochs."""

import numpy as np
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from nndesigner.app.cockpit.curve_panel import CurvePanel
from nndesigner.app.cockpit.curves import Numbers, quantiles
from nndesigner.app.cockpit.lines import Line, cost, of_outputs
from nndesigner.app.cockpit.panel import Panel
from nndesigner.app.cockpit.series import of_steps
from nndesigner.app.widgets.axes import Axis, linear_axis, log_axis
from nndesigner.words.numbers import figure

_OUTLIERS = 0.01
"""The part of the raw values at either end that may leave the chart."""


class LossPanel(CurvePanel):
    """How wrong the network is, on a log scale unless the user prefers a linear one.

    What is added to the loss while learning shows as the cost, quietly; with several outputs each has its own curve.
    """

    def lines(self) -> list[Line]:
        history = self.session.history
        has_cost = bool(len(of_steps(history, "cost")))
        return [*of_outputs(history, "loss"), *([cost()] if has_cost else [])]

    def quantities(self) -> list[str]:
        return list(dict.fromkeys(["loss", *super().quantities()]))

    def add_choices(self, menu: QMenu) -> None:
        self._floor = 0.0
        self.log_scale = QAction("Log scale", self, checkable=True, checked=True)
        self.log_scale.toggled.connect(self.ask_for_redraw)
        menu.addAction(self.log_scale)
        super().add_choices(menu)
        menu.addSeparator()

    def look_like(self, other: Panel) -> None:
        if isinstance(other, LossPanel):
            self.log_scale.setChecked(other.log_scale.isChecked())

    def figure(self, value: float) -> str:
        return figure(value)

    def height_of(self, values: Numbers) -> Numbers:
        return np.log10(np.maximum(values, self._floor)) if self._floor else values

    def value_of(self, height: float) -> float:
        return float(10**height) if self._floor else height

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        lines = np.concatenate([means, validation])
        if not len(lines):
            self._floor = 0.0
            return linear_axis(0, 1, at_most)
        spread = quantiles(raw, _OUTLIERS, 1 - _OUTLIERS) if len(raw) else lines
        seen = np.concatenate([lines, spread])
        positive = seen[seen > 0]
        # scores of a critic fall below 0, where no logarithm is
        if not self.log_scale.isChecked() or not len(positive) or (lines < 0).any():
            self._floor = 0.0
            return linear_axis(min(0.0, float(seen.min())), float(seen.max()), at_most)
        axis = log_axis(float(positive.min()), float(positive.max()), at_most)
        # a loss of 0 has no place on a log scale: it is drawn at the lower edge
        self._floor = 10**axis.low
        return axis
