"""Proves a run in the background: its last steps are done a second time, and everything is compared."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.engine import prove_run
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.training.shelf import RunShelf
from nndesigner.app.widgets.background import IsCancelled, Job, Tell, Work
from nndesigner.catalog.shapes import grouped
from nndesigner.design.model import Design, NodeId
from nndesigner.project.record import Record
from nndesigner.runs.folder import RunFolder
from nndesigner.training.checkpoint_files import last_two_steps

if TYPE_CHECKING:
    from nndesigner.training.proving import Proof

UNDER_WAY = "The training is under way."
PROVING = "A run is being proved. Wait for the result, or cancel that."
TOO_FEW = (
    "It has fewer than two checkpoints. They are kept at the ends of epochs, every two minutes, and on pause or stop."
)
NOT_KEPT = "Its checkpoints are not kept on this computer."
ELSEWHERE = "Expected on another computer or device, or with another version of torch."
SECONDS_TO_STOP = 2.0
WEIGHTS = re.compile(r"loop/network/([^./]+)\.(.+)")
"""How a proof calls weights: after the node that they belong to."""


@dataclass(frozen=True)
class Outcome:
    """What came of it, in words; `is_same` is None when that could not be found out."""

    words: str
    is_same: bool | None


class RunProving(QObject):
    """One run at a time, and never beside a training: both would take turns on the same threads.

    `changed` reports that it began or ended, `progressed` brings words about how far it is, and `ended` an Outcome, or
    None after it was cancelled.
    """

    changed = Signal()
    progressed = Signal(str)
    ended = Signal(object)

    def __init__(self, document: Document, session: TrainingSession, shelf: RunShelf | None) -> None:
        super().__init__(session)
        self._document, self._session, self._shelf = document, session, shelf
        self._job: Job | None = None
        self._is_cancelled = Event()
        self._is_over = Event()

    @property
    def is_under_way(self) -> bool:
        """Whether a run is being proved."""
        return self._job is not None

    def why_not(self, identity: str) -> str:
        """Why a run cannot be proved now."""
        if self._session.is_active:
            return UNDER_WAY
        if self.is_under_way:
            return PROVING
        folder = self._folder(identity)
        if folder is None:
            return NOT_KEPT if identity else "There is no run yet."
        return "" if last_two_steps(folder.checkpoints) else TOO_FEW

    def prove(self, identity: str) -> None:
        """Do the steps between the last two checkpoints of a run again."""
        record = self._document.project.run(identity)
        folder = self._folder(identity)
        steps = last_two_steps(folder.checkpoints) if folder else None
        if record is None or folder is None or steps is None or self.why_not(identity):
            return
        name = record.summary.name
        words = f"Doing step {grouped(steps[0])} to {grouped(steps[1])} of {name} again"
        self._is_cancelled.clear()
        self._is_over.clear()
        self._job = job = Job(_work(folder.path, self._is_cancelled, self._is_over), self)
        job.progressed.connect(lambda _, part: self._report(f"{words}: {part * 100:.0f} %"))
        job.done.connect(lambda proof: self._end(_outcome(record, proof) if proof else None))
        job.failed.connect(lambda why, _: self._end(Outcome(f"{name} could not be proved. {why}", None)))
        job.start()
        self.changed.emit()
        self.progressed.emit(f"{words}…")

    def cancel(self) -> None:
        """Do without the result; it ends after the step that is being done."""
        if self._job:
            self._is_cancelled.set()
            self.progressed.emit("Ending after this step…")

    def close(self) -> None:
        """Cancel, and wait a moment for the end; to be called before the program ends."""
        if self._job:
            self.cancel()
            self._is_over.wait(SECONDS_TO_STOP)

    def _folder(self, identity: str) -> RunFolder | None:
        return self._shelf.folder(identity) if self._shelf and identity else None

    def _report(self, words: str) -> None:
        if not self._is_cancelled.is_set():
            self.progressed.emit(words)

    def _end(self, outcome: Outcome | None) -> None:
        if self._job:
            self._job.deleteLater()
        self._job = None
        self.ended.emit(outcome if not self._is_cancelled.is_set() else None)
        self.changed.emit()


def _work(path: Path, is_cancelled: Event, is_over: Event) -> Work:
    def work(tell: Tell, _: IsCancelled) -> "Proof | None":
        def go_on(part: float) -> bool:
            tell("", part)
            return not is_cancelled.is_set()

        try:
            return prove_run(path, go_on)
        finally:
            is_over.set()

    return work


def _outcome(record: Record, proof: "Proof") -> Outcome:
    name = record.summary.name
    if not proof.differences:
        return Outcome(f"{name} came out the same. {proof.in_words()}", True)
    named = tuple(replace(each, name=_spoken(each.name, record.design)) for each in proof.differences)
    return Outcome(f"{name} came out differently. {replace(proof, differences=named).in_words()} {ELSEWHERE}", False)


def _spoken(name: str, design: Design) -> str:
    """Weights by the name of their layer: "weight of hidden" for "loop/network/n3.weight"."""
    found = WEIGHTS.fullmatch(name)
    node = design.nodes.get(NodeId(found[1])) if found else None
    return f"{found[2]} of {node.name}" if found and node else name
