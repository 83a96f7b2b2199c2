"""How good the predictions are over the epochs: accuracy, precision, recall, F1; for numbers R² and errors."""

import numpy as np
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from nndesigner.app.cockpit.curve_panel import CurvePanel
from nndesigner.app.cockpit.curves import Numbers, quantiles
from nndesigner.app.cockpit.lines import Line, of_outputs
from nndesigner.app.cockpit.metric_names import measured
from nndesigner.app.cockpit.panel import Panel
from nndesigner.app.widgets.axes import Axis, linear_axis, percent_axis
from nndesigner.app.widgets.panel_header import Part
from nndesigner.design.goals import goals
from nndesigner.words import metrics

_BEGINNING = 0.05
"""The part of the running mean that may lie below the chart: the first steps, from which it shoots up."""
_R2_FLOORS = (-1.0, -0.5, 0.0, 0.5, 0.8, 0.9)
"""Where the axis of R² begins; below the first it leaves the chart and would flatten all that comes afterwards."""


class MetricsPanel(CurvePanel):
    """One metric, which the user chooses among those that the data has; its name stands where the title stood."""

    def build_content(self) -> QWidget:
        self._wanted = ""
        self._choices = QMenu(self)
        self._choices.triggered.connect(lambda action: self.choose(action.data()))
        self._group = QActionGroup(self._choices)
        self.header.add_chooser(self._choices, "Choose the metric")
        return super().build_content()

    @property
    def chosen(self) -> str:
        """The metric that is shown: the user's choice where there is such a thing, else the one that says most."""
        kinds = measured(self.session.history)
        return self._wanted if self._wanted in kinds else kinds[0] if kinds else "accuracy"

    @property
    def rises(self) -> bool:
        return metrics.is_better_higher(self.chosen)

    @property
    def file_name(self) -> str:
        return self.chosen if self.has_data() else super().file_name

    def choose(self, kind: str) -> None:
        """Show the metric `kind` from now on, as far as the data has it."""
        self._wanted = kind
        self.redraw()

    def look_like(self, other: Panel) -> None:
        if isinstance(other, MetricsPanel):
            self._wanted = other._wanted

    def lines(self) -> list[Line]:
        return of_outputs(self.session.history, self.chosen)

    def redraw(self) -> None:
        self._offer(measured(self.session.history))
        super().redraw()

    def add_choices(self, menu: QMenu) -> None:
        super().add_choices(menu)
        menu.addSeparator()

    def why_empty(self) -> str:
        history, design = self.session.history, self.session.design
        if not len(history) or design is None:
            return self.view.empty_text
        kinds = {goal.target.kind for goal in goals(design)}
        if "values" in kinds:
            return self._why_no_numbers()
        return "For this data only the loss is measured." if kinds == {"symbols"} else self.view.empty_text

    def _why_no_numbers(self) -> str:
        started = self.session.history.started
        if started and not started.validation_samples:
            return "No samples are set aside for validation, so nothing but the loss is measured between the epochs."
        return "R² and the errors on the validation samples appear here after the first epoch."

    def figure(self, value: float) -> str:
        return metrics.in_words(self.chosen, value)

    def draw(self) -> list[Part]:
        parts = super().draw()
        self.header.setAccessibleName(f"{self.title}: {self.header.title}")
        return parts

    def y_axis(self, means: Numbers, raw: Numbers, validation: Numbers, at_most: int) -> Axis:
        lines = np.concatenate([means, validation])
        if not metrics.is_part(self.chosen):
            return self._number_axis(lines, at_most)
        if not len(lines):
            return percent_axis(0, 1, at_most)
        lowest = min([*validation, *(quantiles(means, _BEGINNING) if len(means) else ())])
        return percent_axis(float(lowest), float(lines.max()), at_most)

    def _number_axis(self, lines: Numbers, at_most: int) -> Axis:
        if self.chosen == "r2":
            lowest = float(lines.min(initial=1.0))
            floor = max((each for each in _R2_FLOORS if each <= lowest), default=_R2_FLOORS[0])
            return linear_axis(floor, 1.0, at_most)
        return linear_axis(0.0, float(lines.max(initial=0.0)), at_most)

    def _offer(self, kinds: tuple[str, ...]) -> None:
        positives = {kind: metrics.positive_of(kind, self.session.design) for kind in kinds}
        positive = positives.get(self.chosen, "")
        title = metrics.title_of(self.chosen, positive) if kinds else self.title
        self.header.show_title(title, metrics.help_of(self.chosen, positive), is_chosen=len(kinds) > 1)
        if tuple(action.data() for action in self._choices.actions()) != kinds:
            self._choices.clear()
            for kind in kinds:
                action = self._group.addAction(self._choices.addAction(""))
                action.setCheckable(True)
                action.setData(kind)
        for action in self._choices.actions():
            action.setText(metrics.title_of(action.data(), positives[action.data()]).replace("&", "&&"))
            action.setChecked(action.data() == self.chosen)
