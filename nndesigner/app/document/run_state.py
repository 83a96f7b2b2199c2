"""What can be edited about a run of the project: whether it is there, what it is called, and whether it predicts."""

from dataclasses import dataclass, replace
from typing import Any

from nndesigner.project.file import Project
from nndesigner.project.keeping import last
from nndesigner.project.record import Record


@dataclass(frozen=True)
class RunState:
    """The run `identity` in a project: `record` is None when it is not there, `place` is where it stands.

    `chosen` identifies the run that predicts; None leaves that as it is.
    """

    identity: str
    record: Record | None
    place: int
    chosen: str | None = None

    @staticmethod
    def of(project: Project, identity: str) -> "RunState":
        """As it is in `project`."""
        known = [each.identity for each in project.runs]
        place = known.index(identity) if identity in known else len(known)
        return RunState(identity, project.run(identity), place)

    def put_into(self, project: Project) -> Project:
        """The project with the run in this state; how it went on since, and other runs, make no difference."""
        others = [each for each in project.runs if each.identity != self.identity]
        if self.record:
            others.insert(self.place, _as_now(self.record, project.run(self.identity)))
        wanted = project.chosen if self.chosen is None else self.chosen
        has_weights = any(each.identity == wanted and each.learned for each in others)
        return project.with_runs(tuple(others), wanted if has_weights else last(others))


@dataclass(frozen=True)
class RunEdit:
    """From one state to another."""

    before: RunState
    after: RunState

    @property
    def is_idle(self) -> bool:
        """Whether it makes no difference."""
        return self.before == self.after


def describing(project: Project, identity: str, **described: Any) -> RunEdit:
    """Give the run another name, note or pin."""
    before = RunState.of(project, identity)
    if before.record is None or all(getattr(before.record.summary, name) == each for name, each in described.items()):
        return RunEdit(before, before)
    return RunEdit(before, replace(before, record=before.record.changed(**described)))


def choosing(project: Project, identity: str) -> RunEdit:
    """Let the weights of the run predict."""
    before = RunState.of(project, identity)
    return RunEdit(replace(before, chosen=project.chosen), replace(before, chosen=identity))


def deleting(project: Project, identity: str) -> RunEdit:
    """Take the run away; if it predicted, another one does then."""
    before = replace(RunState.of(project, identity), chosen=project.chosen)
    return RunEdit(before, replace(before, record=None))


def _as_now(record: Record, present: Record | None) -> Record:
    """What `record` says of the name, the note and the pin, and everything else as it is at `present`."""
    if present is None:
        return record
    was = record.summary
    described = present.changed(name=was.name, note=was.note, pinned=was.pinned)
    return described if described.learned else replace(described, learned=record.learned)
