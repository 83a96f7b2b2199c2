"""The accuracy over the epochs."""

import numpy as np
from PySide6.QtWidgets import QMenu

from nndesigner.app.plots.axes import Axis, percent_axis
from nndesigner.app.plots.curve_panel import CurvePanel
from nndesigner.app.plots.curves import Numbers, quantiles
from nndesigner.app.plots.figures import percent

_BEGINNING = 0.05
"""The part of the running mean that may lie below the chart: the first steps, from which it shoots up."""


class AccuracyPanel(CurvePanel):
    """How many answers are right."""

    title = "Accuracy"
    quantity = "accuracy"
    empty_text = "The part of right answers appears here. Press Train."

    def why_empty(self) -> str:
        if len(self.session.history):
            return "This loss predicts numbers, which are never exactly right: there is no accuracy to show."
        return self.empty_text

    def add_choices(self, menu: QMenu) -> None:
        super().add_choices(menu)
        menu.addSeparator()

    def figure(self, value: float) -> str:
        return percent(value)

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        lines = np.concatenate([means, validation])
        if not len(lines):
            return percent_axis(0, 1, at_most)
        lowest = min([*validation, *(quantiles(means, _BEGINNING) if len(means) else ())])
        return percent_axis(float(lowest), float(lines.max()), at_most)
