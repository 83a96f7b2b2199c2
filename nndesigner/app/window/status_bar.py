"""The line at the bottom: step, speed, what monitoring costs, size of the network, problems."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar

from nndesigner.app.document.document import Document
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import label
from nndesigner.catalog.shapes import grouped
from nndesigner.words.counts import counted


class StatusBar(QStatusBar):
    """Facts in a few words; a click on the problems asks for their list."""

    problems_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.setSizeGripEnabled(False)
        self._labels = {name: self._label() for name in ("device", "step", "speed", "monitoring", "parameters")}
        self._problems = QPushButton(flat=True)
        self._problems.setProperty("role", "status")
        self._problems.clicked.connect(self.problems_wanted)
        self.addPermanentWidget(self._problems)
        document.changed.connect(lambda _: self.refresh())
        theme.themes.changed.connect(self.refresh)
        self.refresh()

    def show_device(self, title: str) -> None:
        """Where the training computes."""
        self._set("device", title)

    def show_step(self, step: int, samples_per_second: float | None) -> None:
        """How many steps are done, and how fast."""
        self._set("step", f"step {grouped(step)}")
        if samples_per_second:
            self._set("speed", f"{grouped(_rounded(samples_per_second))} samples/s")

    def show_monitoring(self, part: float) -> None:
        """The part of the training's time that monitoring takes, from 0 to 1."""
        self._set("monitoring", f"monitoring {100 * part:.1f} %")

    def clear_training(self) -> None:
        """Forget what belongs to a training."""
        for name in ("device", "step", "speed", "monitoring"):
            self._set(name, "")

    def refresh(self) -> None:
        """Show the network's size and its problems."""
        report = self._document.report
        so_far = " so far" if self._document.design.nodes and not report.is_complete else ""
        self._set("parameters", f"{grouped(report.parameters)} parameters{so_far}")
        number = len(report.problems)
        words = "no problems" if not number else counted(number, "problem")
        role = "bad" if report.errors else "warning" if number else "good"
        if not self._document.design.nodes:
            words, role = "nothing drawn yet", "muted"
        self._problems.setText(words)
        self._problems.setToolTip("Show the list of problems")
        self._problems.setStyleSheet(
            f"color: {theme.colour(role).name()}; background: transparent; border: none; padding: 2px 12px;"
        )

    def _label(self) -> QLabel:
        made = label(size=theme.SMALL, tabular=True)
        made.setContentsMargins(12, 2, 12, 2)
        made.hide()
        self.addWidget(made)
        return made

    def _set(self, name: str, text: str) -> None:
        self._labels[name].setText(text)
        self._labels[name].setVisible(bool(text))


def _rounded(number: float) -> int:
    """Three digits that count: the rest only flickers."""
    digits = max(0, len(str(int(number))) - 3)
    return round(number / 10**digits) * 10**digits
