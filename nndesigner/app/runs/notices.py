"""Bars above the canvas about runs: an earlier one is shown, or one was interrupted."""

from datetime import datetime

from PySide6.QtCore import QObject

from nndesigner.app.runs.run_words import began_in_words
from nndesigner.app.training.proving import Outcome, RunProving
from nndesigner.app.training.shown_run import ShownRun
from nndesigner.app.widgets.notice import Notice
from nndesigner.catalog.shapes import grouped
from nndesigner.project.record import Summary

LONGEST_NAME = 30
"""Letters of a name that stand in a notice."""
PROOF_ICONS = {True: ("good", "good"), False: ("error", "bad"), None: ("warning", "warning")}
"""The picture of each outcome, and the role of its colour."""


class EarlierRunNotice(Notice):
    """Says whose curves are shown, while these are not those of the last run."""

    def __init__(self) -> None:
        super().__init__("info", "accent", "Show the last run")
        (self.last_button,) = self.buttons


class EarlierRun(QObject):
    """Keeps the notice in step with what is shown."""

    def __init__(self, shown: ShownRun, notice: EarlierRunNotice) -> None:
        super().__init__(notice)
        self._shown, self._notice = shown, notice
        shown.changed.connect(self._follow)
        notice.last_button.clicked.connect(shown.show_last)

    def _follow(self) -> None:
        record = self._shown.record
        self._notice.setVisible(self._shown.is_earlier and record is not None)
        if record:
            self._notice.words.setText(earlier_in_words(record.summary))


class InterruptedNotice(Notice):
    """Says that a training was interrupted, and offers to go on with it."""

    def __init__(self) -> None:
        super().__init__("warning", "warning", "Resume", "Show")
        self.resume_button, self.show_button = self.buttons
        self.resume_button.setToolTip("Go on from the last checkpoint")
        self.show_button.setToolTip("Open its design and its curves")


class ProofNotice(Notice):
    """Says how far it is that a run is proved, then what came of it, until that is put away."""

    def __init__(self, proving: RunProving) -> None:
        super().__init__("info", "accent", "Cancel")
        (self.cancel_button,) = self.buttons
        self._proving = proving
        self.cancel_button.clicked.connect(self._cancel)
        proving.progressed.connect(self._follow)
        proving.ended.connect(self._end)

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._proving.cancel()

    def _follow(self, words: str) -> None:
        if self.cancel_button.isHidden() or self.isHidden():
            self.show_icon("info", "accent")
            self.cancel_button.setEnabled(True)
        self._show(words, is_going=True)

    def _end(self, outcome: Outcome | None) -> None:
        if outcome is None:
            self.hide()
            return
        self.show_icon(*PROOF_ICONS[outcome.is_same])
        self._show(outcome.words, is_going=False)

    def _show(self, words: str, is_going: bool) -> None:
        self.words.setText(words)
        self.cancel_button.setVisible(is_going)
        self.close_button.setVisible(not is_going)
        self.show()


def earlier_in_words(summary: Summary, now: datetime | None = None) -> str:
    """That an earlier run is shown: "The curves are those of an earlier run: Run 3, yesterday 9:30"."""
    when = began_in_words(summary.began, now)
    return f"The curves are those of an earlier run: {_shortened(summary.name)}{f', {when}' if when else ''}."


def interrupted_in_words(summary: Summary, number: int = 1) -> str:
    """How far a training came that was interrupted, and that there are more of them."""
    steps = f" of {grouped(summary.steps)}" if summary.steps else ""
    more = f" {number - 1} more {'was' if number == 2 else 'were'} interrupted." if number > 1 else ""
    return f"A training was interrupted at step {grouped(summary.step)}{steps}: {_shortened(summary.name)}.{more}"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…"
