"""What was done to the design and to its runs, so that it can be undone and redone.

Not Qt's QUndoStack: that owns its commands in C++ and Python owns them too, and whoever is taken down first crashes the
other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from nndesigner.design.difference import difference
from nndesigner.design.model import Design

State = TypeVar("State")
MOST_EDITS = 1000
"""How many edits are remembered; with them 18 MiB of a large design."""


@dataclass(frozen=True)
class Edit(Generic[State]):
    """From one state of something to another; edits of the same `gesture` in a row become one."""

    text: str
    before: State
    after: State
    gesture: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether it makes no difference."""
        if isinstance(self.before, Design) and isinstance(self.after, Design):
            return not difference(self.before, self.after)
        return self.before == self.after


class UndoHistory(QObject):
    """The edits made, and how many of them are in force. `show` is called with the state to show.

    `changed` reports that any of the properties may be different now.
    """

    changed = Signal()

    def __init__(self, show: Callable[[Any], None]) -> None:
        super().__init__()
        self._show = show
        self._edits: list[Edit[Any]] = []
        self._in_force = 0
        self._saved_at: int | None = 0

    @property
    def count(self) -> int:
        """How many edits are remembered, undone ones included."""
        return len(self._edits)

    @property
    def undo_text(self) -> str:
        """What would be undone; empty when there is nothing."""
        return self._edits[self._in_force - 1].text if self._in_force else ""

    @property
    def redo_text(self) -> str:
        """What would be redone; empty when there is nothing."""
        return self._edits[self._in_force].text if self._in_force < len(self._edits) else ""

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo."""
        return self._in_force > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is anything to redo."""
        return self._in_force < len(self._edits)

    @property
    def is_saved(self) -> bool:
        """Whether the design is as it was when it was last saved."""
        return self._in_force == self._saved_at

    def push(self, edit: Edit[Any]) -> None:
        """Carry out `edit`; what was undone before can no longer be redone."""
        del self._edits[self._in_force :]
        if self._saved_at is not None and self._saved_at > self._in_force:
            self._saved_at = None
        last = self._edits[-1] if self._edits else None
        if last and edit.gesture and last.gesture == edit.gesture and not self.is_saved:
            self._edits[-1] = replace(last, after=edit.after)
        else:
            self._edits.append(edit)
        self._forget_what_is_old_or_idle()
        self._in_force = len(self._edits)
        self._tell(edit.after)

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        if self.can_undo:
            self._in_force -= 1
            self._tell(self._edits[self._in_force].before)

    def redo(self) -> None:
        """Do the edit that was undone last again, if there is one."""
        if self.can_redo:
            self._in_force += 1
            self._tell(self._edits[self._in_force - 1].after)

    def clear(self) -> None:
        """Forget everything; what is shown counts as saved."""
        self._edits.clear()
        self._in_force = self._saved_at = 0
        self.changed.emit()

    def set_saved(self) -> None:
        """What is shown was saved just now."""
        self._saved_at = self._in_force
        self.changed.emit()

    def _forget_what_is_old_or_idle(self) -> None:
        """Drop a gesture that ended where it began, and the oldest edit when there are too many."""
        if self._edits[-1].is_idle:
            self._edits.pop()
        if len(self._edits) > MOST_EDITS:
            self._edits.pop(0)
            self._saved_at = self._saved_at - 1 if self._saved_at else None

    def _tell(self, state: Any) -> None:
        self._show(state)
        self.changed.emit()
