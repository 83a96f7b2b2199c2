"""Numbers over the steps, such as the learning rate."""

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.cockpit.curve_panel import CurvePanel
from nndesigner.app.cockpit.curves import Numbers
from nndesigner.app.cockpit.lines import Line
from nndesigner.app.widgets.axes import Axis, linear_axis, log_axis
from nndesigner.app.widgets.strokes import Stroke
from nndesigner.training.readings import Scale
from nndesigner.words.numbers import figure

_WIDE = 30.0
"""From this ratio of the highest to the lowest rate on, the axis is logarithmic."""
_HEADROOM = 1.04
"""A constant rate does not lie on the edge of the chart."""


class ScalarPanel(CurvePanel):
    """A curve for each quantity: on a log scale where one of them is to be compared by ratio and changes by much."""

    def build_content(self) -> QWidget:
        self._floor = 0.0
        self.header.setAccessibleName(f"{self.title} over the steps")  # as the inspector's field is called
        return super().build_content()

    def lines(self) -> list[Line]:
        first, *others = self.view.quantities
        return [
            Line(first.name, validation=None, raw=None),
            *(
                Line(each.name, each.title, Stroke(output=number), validation=None, raw=None)
                for number, each in enumerate(others, start=1)
            ),
        ]

    def add_choices(self, menu: QMenu) -> None:
        super().add_choices(menu)
        menu.addSeparator()

    def smoothing(self, scale: int) -> float:
        return 1.0

    def figure(self, value: float) -> str:
        return rate(value)

    def height_of(self, values: Numbers) -> Numbers:
        return np.log10(np.maximum(values, self._floor)) if self._floor else values

    def value_of(self, height: float) -> float:
        return float(10**height) if self._floor else height

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        positive = means[means > 0]
        highest = float(means.max(initial=0.0))
        is_log = any(each.scale is Scale.LOG for each in self.view.quantities)
        if not is_log or not len(positive) or highest < _WIDE * float(positive.min()):
            self._floor = 0.0
            axis = linear_axis(min(0.0, float(means.min(initial=0.0))), highest, at_most)
            marks = tuple((place, rate(place)) for place, _ in axis.marks)
            return Axis(axis.low, max(axis.high, highest * _HEADROOM), marks)
        axis = log_axis(float(positive.min()), highest, at_most)
        self._floor = 10**axis.low
        return axis


def rate(value: float) -> str:
    """A learning rate as people write it: "0.001", "0.00025", "1.0·10⁻⁷"."""
    if value == 0 or not 1e-5 <= abs(value) < 1e5:
        return figure(value)
    return f"{float(f'{value:.3g}'):.8f}".rstrip("0").rstrip(".")
