"""What can be done with a run, and why not when it cannot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.document.run_state import RunEdit, choosing, deleting, describing
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.proving import UNDER_WAY
from nndesigner.project.record import Record

NO_RUN = "Select a run first."
PROVE = "Do the steps between its last two checkpoints again, and compare every number"


@dataclass(frozen=True)
class RunCommand:
    """Something to do with the selected run; `why_not` is empty when it can be done, `is_on` makes it a switch.

    `help` says what it does where its title does not.
    """

    title: str
    do: Callable[[], object]
    why_not: str = ""
    is_on: bool | None = None
    help: str = ""


class RunCommands(QObject):
    """Everything is an edit of the document and can be undone, except what trains.

    `done` says in words what was done that leaves no trace in sight.
    """

    done = Signal(str)

    def __init__(self, document: Document, control: TrainingControl) -> None:
        super().__init__(control)
        self._document = document
        self._control = control

    def groups(self, identity: str) -> Iterator[list[RunCommand]]:
        """What can be done with a run, by what it is about; renaming and the note are asked for elsewhere."""
        record = self._document.project.run(identity)
        if record is None:
            return
        pinned, proving = record.summary.pinned, self._control.proving
        yield [
            RunCommand("Restore its design", lambda: self.restore(identity), self.why_not_restore(record)),
            RunCommand("Use its weights for predictions", lambda: self.choose(identity), self.why_not_choose(record)),
        ]
        yield [
            RunCommand(
                "Resume", lambda: self._control.resume_run(identity), self._control.why_not_resume_run(identity)
            ),
            RunCommand("Run again", lambda: self._control.train_again(record), self._control.why_not_again(record)),
            RunCommand("Prove it", lambda: proving.prove(identity), proving.why_not(identity), help=PROVE),
        ]
        yield [RunCommand("Pin", lambda: self.pin(identity, not pinned), is_on=pinned)]

    def restore(self, identity: str) -> None:
        """Draw the network as it was for the run."""
        if record := self._document.project.run(identity):
            self._document.edit(f"Restore the design of {record.summary.name}", lambda _: record.design)
            self.done.emit(f"This is the network of {record.summary.name}; Undo brings the other one back.")

    def why_not_restore(self, record: Record) -> str:
        """Why the design cannot be restored."""
        return "It is drawn as it was." if record.design == self._document.design else ""

    def choose(self, identity: str) -> None:
        """Let the run's weights predict, and be exported."""
        if record := self._document.project.run(identity):
            text = f"Use the weights of {record.summary.name}"
            self._document.edit_run(text, choosing(self._document.project, identity))
            self.done.emit(f"Predictions and exports come from {record.summary.name} now.")

    def why_not_choose(self, record: Record) -> str:
        """Why its weights cannot predict."""
        if record.summary.ending is None:
            return UNDER_WAY
        if record.learned is None:
            return "Its weights are not kept; those of the last, the best and pinned runs are."
        return "They are used already." if record.identity == self._document.project.chosen else ""

    def pin(self, identity: str, is_pinned: bool) -> None:
        """Keep the run with its weights whatever comes, or do so no longer."""
        self._edit("Pin" if is_pinned else "Unpin", identity, pinned=is_pinned)

    def note(self, identity: str, note: str) -> None:
        """Write something about the run."""
        self._edit("Note on", identity, note=note.strip())

    def delete(self, identity: str) -> None:
        """Take the run away."""
        record = self._document.project.run(identity)
        if record and not self.why_not_delete(record):
            edit: RunEdit = deleting(self._document.project, identity)
            self._document.edit_run(f"Delete {record.summary.name}", edit)
            self.done.emit(f"Deleted {record.summary.name}.")

    def why_not_delete(self, record: Record) -> str:
        """Why it cannot be taken away."""
        return "Stop the training first." if record.identity == self._control.recorder.live else ""

    def _edit(self, verb: str, identity: str, **described: object) -> None:
        if record := self._document.project.run(identity):
            edit = describing(self._document.project, identity, **described)
            self._document.edit_run(f"{verb} {record.summary.name}", edit)
