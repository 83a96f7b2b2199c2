"""A metric over the epochs: every batch, its running mean, and the validation after each epoch."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.plots.axes import Axis, epoch_axis
from nndesigner.app.plots.chart import Chart
from nndesigner.app.plots.curves import Columns, Numbers, columns, running_mean, zigzag
from nndesigner.app.plots.header import Part
from nndesigner.app.plots.hover import Hover, Row
from nndesigner.app.plots.panel import Panel, Table
from nndesigner.app.plots.series import (
    Series,
    first_not_finite,
    of_epochs,
    of_steps,
    planned_epochs,
    steps_per_epoch,
    tested,
)
from nndesigner.app.plots.strokes import RAW, TRAINING, VALIDATION
from nndesigner.catalog.shapes import grouped

_PIXELS_PER_MARK = 26
_MOST_MARKS = 8
_WIDTH_PER_MARK = 64
_WINDOW = 1 / 20
"""The running mean goes over this part of an epoch."""
_CLOSER = 4
"""While less than a part of the planned epochs is done, the axis ends at 1/4, 1/16, ... of them."""
_MOST_CLOSER = _CLOSER**6


class CurvePanel(Panel):
    """A metric's curves. Subclasses give `quantity`, its axis and how its values are written."""

    quantity = ""

    def build_content(self) -> QWidget:
        self.chart = Chart({"raw": RAW, "training": TRAINING, "validation": VALIDATION})
        self.hover = Hover(self.chart)
        self.chart.looked.connect(self.ask_for_redraw)
        self.chart.pointed.connect(self._point)
        self._pointed: float | None = None
        return self.chart

    def has_data(self) -> bool:
        return len(of_steps(self.session.history, self.quantity)) > 0

    def add_choices(self, menu: QMenu) -> None:
        menu.addAction("Show all epochs", self.chart.look_at_all)

    def height_of(self, values: Numbers) -> Numbers:
        """Where `values` stand on the y axis."""
        return values

    def figure(self, value: float) -> str:
        """A value in words."""
        raise NotImplementedError

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        """The axis that shows these finite values well, with at most so many marks."""
        raise NotImplementedError

    def draw(self) -> list[Part]:
        history, scale = self.session.history, steps_per_epoch(self.session.history)
        trained, validated = of_steps(history, self.quantity), of_epochs(history, self.quantity)
        left, right, whole = self._part_to_show(float(max([*trained.steps[-1:], *validated.steps[-1:]])) / scale)
        inside = self._columns(trained, left, right, scale)
        means = running_mean(inside, max(1.0, scale * _WINDOW))
        seen = (validated.steps >= left * scale) & (validated.steps <= right * scale)
        self._show_axes(left, right, whole, means, inside, validated.values[seen])
        self.chart.show_curve("raw", *self._raised(*zigzag(inside)))
        self.chart.show_curve("training", *self._raised(inside.x, means))
        self.chart.show_curve("validation", *self._raised(validated.steps / scale, validated.values))
        self._point(self._pointed)
        return self._readout(trained, means, validated)

    def table(self) -> Table:
        history, scale = self.session.history, steps_per_epoch(self.session.history)
        trained, validated = of_steps(history, self.quantity), of_epochs(history, self.quantity)
        by_step = dict(zip(trained.steps.tolist(), trained.values.tolist(), strict=True))
        by_epoch = dict(zip(validated.steps.tolist(), validated.values.tolist(), strict=True))
        rows = (
            (int(step), int(step - 1) // scale + 1, by_step.get(step), by_epoch.get(step))
            for step in sorted(by_step.keys() | by_epoch.keys())
        )
        return ("step", "epoch", f"training {self.quantity}", f"validation {self.quantity}"), rows

    def _columns(self, trained: Series, left: float, right: float, scale: int) -> Columns:
        number = max(int(self.chart.area.width()), 2)
        inside = columns(trained.steps, trained.values, left * scale, right * scale, number)
        return replace(inside, x=inside.x / scale)

    def _raised(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        return x, self.height_of(np.where(np.isfinite(y), y, np.nan))

    def _part_to_show(self, done: float) -> tuple[float, float, float]:
        """Left and right end of the x axis, and where it ends when all is shown, in epochs."""
        whole = max(planned_epochs(self.session.history), done)
        closer = 1
        while closer < _MOST_CLOSER and done < 0.9 * whole / (closer * _CLOSER):
            closer *= _CLOSER
        if self.chart.closer:
            return *self.chart.closer, whole
        return 0.0, whole / closer, whole

    def _show_axes(
        self, left: float, right: float, whole: float, means: Numbers, inside: Columns, validation: Numbers
    ) -> None:
        area = self.chart.area
        marks = min(max(2, int(area.height() / _PIXELS_PER_MARK) + 1), _MOST_MARKS)
        raw = np.concatenate([inside.low, inside.high])
        means, raw, validation = (each[np.isfinite(each)] for each in (means, raw, validation))
        y = self.y_axis(means, raw, validation, marks)
        scale = steps_per_epoch(self.session.history)
        x = epoch_axis(left, right, scale, max(2, int(area.width() / _WIDTH_PER_MARK)))
        self.chart.show_axes(x, y, whole)

    def _readout(self, trained: Series, means: Numbers, validated: Series) -> list[Part]:
        bad = first_not_finite(trained)
        if bad is not None:
            return [Part(f"infinite at step {grouped(bad)}", role="bad")]
        window = max(1, round(steps_per_epoch(self.session.history) * _WINDOW))
        parts = [Part(f"{self.figure(float(trained.values[-window:].mean()))} train", TRAINING)]
        if len(validated.values):
            parts.append(Part(f"{self.figure(float(validated.values[-1]))} validation", VALIDATION))
        test = tested(self.session.history, self.quantity)
        if test is not None:
            parts.append(Part(f"{self.figure(test)} test"))
        return parts

    def _point(self, x: float | None) -> None:
        """Tell what is at `x`, in epochs."""
        self._pointed = x
        across, means = self.chart.shown("training")
        if x is None or not len(across):
            self.hover.hide()
            return
        at = int(np.abs(across - x).argmin())
        scale = steps_per_epoch(self.session.history)
        step = round(float(across[at]) * scale)
        rows = [Row(f"epoch {across[at]:.2f} · step {grouped(step)}")]
        rows.append(Row(f"{self._words(means[at])} training", TRAINING, self._dot_at(across[at], means[at])))
        epochs, validation = self.chart.shown("validation")
        if len(epochs):
            near = int(np.abs(epochs - x).argmin())
            words = f"{self._words(validation[near])} validation, epoch {epochs[near]:.0f}"
            rows.append(Row(words, VALIDATION, self._dot_at(epochs[near], validation[near])))
        area = self.chart.area
        self.hover.show_at(QPointF(self.chart.place(across[at], 0).x(), area.center().y()), area, tuple(rows))

    def value_of(self, height: float) -> float:
        """The value that stands at `height` on the y axis."""
        return height

    def _words(self, height: float) -> str:
        return self.figure(self.value_of(float(height)))

    def _dot_at(self, x: float, height: float) -> QPointF | None:
        place = self.chart.place(float(x), float(height)) if np.isfinite(height) else None
        return place if place and self.chart.area.adjusted(-1, -1, 1, 1).contains(place) else None
