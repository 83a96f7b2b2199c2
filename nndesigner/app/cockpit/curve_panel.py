"""Quantities over the epochs: every batch, its running mean, and the validation after each epoch."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.cockpit.annotations import Event, Marker
from nndesigner.app.cockpit.chart import Chart
from nndesigner.app.cockpit.curve_words import hover_rows, readout
from nndesigner.app.cockpit.curves import Numbers, columns, running_mean, zigzag
from nndesigner.app.cockpit.hover import Hover
from nndesigner.app.cockpit.lines import Drawn, Line, together
from nndesigner.app.cockpit.panel import Panel, Table
from nndesigner.app.cockpit.series import Course, Series, course, of_epochs, of_steps, planned_epochs
from nndesigner.app.widgets.axes import Axis, epoch_axis, step_axis
from nndesigner.app.widgets.panel_header import Part

_PIXELS_PER_MARK = 26
_MOST_MARKS = 8
_WIDTH_PER_MARK = 64
_WINDOW = 1 / 20
"""The running mean goes over this part of an epoch."""
_CALMER = 4
"""For several outputs the mean goes over more steps, so that their curves do not hide each other."""
_CLOSER = 4
"""While less than a part of the planned epochs is done, the axis ends at 1/4, 1/16, ... of them."""
_MOST_CLOSER = _CLOSER**6


class CurvePanel(Panel):
    """Curves of one kind of quantity. Subclasses give `lines`, the axis and how values are written."""

    def build_content(self) -> QWidget:
        self.chart = Chart({})
        self.hover = Hover(self.chart)
        self.chart.looked.connect(self.ask_for_redraw)
        self.chart.pointed.connect(self._point)
        self._pointed: float | None = None
        self._lines: list[Line] = []
        self._course: Course = course(self.session.history)
        return self.chart

    @property
    def rises(self) -> bool:
        """Whether more is better, so that the lower part of the chart stays free."""
        return False

    def lines(self) -> list[Line]:
        """What there is to draw, as far as the history goes."""
        raise NotImplementedError

    def figure(self, value: float) -> str:
        """A value in words."""
        raise NotImplementedError

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        """The axis that shows these finite values well, with at most so many marks."""
        raise NotImplementedError

    def height_of(self, values: Numbers) -> Numbers:
        """Where `values` stand on the y axis."""
        return values

    def value_of(self, height: float) -> float:
        """The value that stands at `height` on the y axis."""
        return height

    def smoothing(self, scale: int) -> float:
        """How many steps the running mean goes over, with `scale` steps an epoch."""
        return max(1.0, scale * _WINDOW)

    def has_data(self) -> bool:
        history = self.session.history
        return any(
            len(of_steps(history, line.quantity)) or len(of_epochs(history, line.quantity)) for line in self.lines()
        )

    def add_choices(self, menu: QMenu) -> None:
        menu.addAction("Show all epochs", self.chart.look_at_all)

    def draw(self) -> list[Part]:
        history = self.session.history
        self._course = course(history)
        scale = self._course.steps_per_epoch
        read = [
            (line, of_steps(history, line.quantity), of_epochs(history, line.quantity if line.validation else ""))
            for line in self.lines()
        ]
        read = [each for each in read if len(each[1]) or len(each[2])]
        done = self._course.epoch(max(float(series.steps[-1]) for _, *both in read for series in both if len(series)))
        left, right, whole = self._part_to_show(done)
        self._lines = [line for line, *_ in read]
        strokes = {name: stroke for line in reversed(self._lines) for name, stroke in line.strokes().items()}
        ends = {f"{'training' if len(trained) else 'validation'}{line.tag}": line.name for line, trained, _ in read}
        self.chart.use(strokes, {end: name for end, name in ends.items() if name})
        drawn = [self._drawn(line, trained, validated, left, right) for line, trained, validated in read]
        self._show_axes(left, right, whole, drawn)
        for each in drawn:
            self._show(each)
        best = history.finished.best_epoch if history.finished else None
        self.chart.mark(Marker(best, f"best: epoch {best}", not self.rises) if best else None)
        changes = [Event(self._course.epoch(mark.step), mark.words) for mark in history.marks]
        self.chart.show_events(changes, not self.rises)
        self._point(self._pointed)
        return readout(history, drawn, max(1, round(self.smoothing(scale))), self.figure)

    def table(self) -> Table:
        history = self.session.history
        titles, values = [], []
        for quantity in self.quantities():
            for part, series in (
                ("training", of_steps(history, quantity)),
                ("validation", of_epochs(history, quantity)),
            ):
                titles.append(f"{part} {quantity}")
                values.append(dict(zip(series.steps.tolist(), series.values.tolist(), strict=True)))
        went = course(history)
        rows = (
            (int(step), floor(went.epoch(step - 1)) + 1, *(column.get(step) for column in values))
            for step in sorted(set().union(*values))
        )
        return ("step", "epoch", *titles), rows

    def quantities(self) -> list[str]:
        """What stands in the table."""
        return [line.quantity for line in self.lines()]

    def _drawn(self, line: Line, trained: Series, validated: Series, left: float, right: float) -> Drawn:
        went = self._course
        number = max(int(self.chart.area.width()), 2)
        inside = columns(trained.steps, trained.values, went.step(left), went.step(right), number)
        inside = replace(inside, x=went.epochs(inside.x))
        calmer = _CALMER if line.name and line.validation else 1
        return Drawn(
            line, trained, inside, running_mean(inside, self.smoothing(went.steps_per_epoch) * calmer), validated
        )

    def _show(self, each: Drawn) -> None:
        tag = each.line.tag
        if each.line.raw:
            self.chart.show_curve("raw", *self._raised(*zigzag(each.inside)))
        self.chart.show_curve(f"training{tag}", *self._raised(each.inside.x, each.means))
        self.chart.show_curve(
            f"validation{tag}", *self._raised(self._course.epochs(each.validated.steps), each.validated.values)
        )

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

    def _show_axes(self, left: float, right: float, whole: float, drawn: Sequence[Drawn]) -> None:
        area, went = self.chart.area, self._course
        marks = min(max(2, int(area.height() / _PIXELS_PER_MARK) + 1), _MOST_MARKS)
        raw = [limits for each in drawn if each.line.raw for limits in (each.inside.low, each.inside.high)]
        validation = [_between(each.validated, went.step(left), went.step(right)) for each in drawn]
        y = self.y_axis(together([each.means for each in drawn]), together(raw), together(validation), marks)
        x = self._x_axis(left, right, max(2, int(area.width() / _WIDTH_PER_MARK)))
        self.chart.show_axes(x, y, whole)

    def _x_axis(self, left: float, right: float, at_most: int) -> Axis:
        went = self._course
        if went.is_even or right - left >= 2:
            return epoch_axis(left, right, went.steps_per_epoch, at_most)
        axis = step_axis(went.step(left), went.step(right), at_most)
        return Axis(left, right, tuple((went.epoch(step), text) for step, text in axis.marks))

    def _point(self, x: float | None) -> None:
        """Show what is at `x`, in epochs."""
        self._pointed = x
        at, rows = hover_rows(self.chart, self._lines, self._course, x, self._words) if x is not None else (0.0, [])
        if not rows:
            self.hover.hide()
            return
        area = self.chart.area
        self.hover.show_at(QPointF(self.chart.place(at, 0).x(), area.center().y()), area, tuple(rows))

    def _words(self, height: float) -> str:
        return self.figure(self.value_of(height))


def _between(series: Series, left: float, right: float) -> Numbers:
    return series.values[(series.steps >= left) & (series.steps <= right)]
