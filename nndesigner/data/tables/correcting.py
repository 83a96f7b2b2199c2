"""What becomes of a proposal for a table when somebody corrects it, or opens the same table again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nndesigner.catalog.sources.table import Table
from nndesigner.data.opening import Note, Proposal
from nndesigner.data.tables.choices import CannotChoose, Choices, chosen_in
from nndesigner.data.tables.profile import Profile
from nndesigner.data.tables.proposal import proposed
from nndesigner.data.tables.steps import steps
from nndesigner.design.options import DataOptions

KEPT = Note("What you chose for this table before is kept.")
KEPT_STEPS = Note("What you chose for this table before is kept, and so are its steps of preparation.")
REPLACED_STEPS = Note(
    "Your own steps of preparation gave way to those that are proposed for these columns.", is_warning=True
)


def corrected(proposal: Proposal, choices: Choices) -> Proposal:
    """The proposal for the same table with these choices. Raises CannotChoose."""
    table, profile = _parts(proposal)
    again = proposed(table, profile, profile.notes, choices)
    is_own = proposal.data.preparation != tuple(step for step, _ in steps(table, profile))
    data = replace(proposal.data, source=again.data.source, preparation=again.data.preparation)
    again = replace(again, data=data)
    return _noted(again, REPLACED_STEPS) if is_own or REPLACED_STEPS in proposal.notes else again


def carried(
    proposal: Proposal, before: DataOptions, categories: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Proposal, Choices]:
    """What was chosen `before` for the same table, applied to what was found now, and which choices these were.

    Steps of preparation are kept as long as they still do for the columns. `categories` are those that are known.
    """
    old = before.source
    if not isinstance(old, Table):
        return proposal, Choices()
    table, profile = _parts(proposal)
    choices = replace(chosen_in(old, table), categories=categories or {})
    try:
        again = proposed(table, profile, profile.notes, choices)
    except CannotChoose as problem:
        return _noted(proposal, Note(f"What you chose before no longer fits. {problem}", is_warning=True)), Choices()
    is_chosen = bool(choices.uses or choices.kinds)
    own = replace(before, source=again.data.source)
    if before.preparation == again.data.preparation or not before.preparation:
        again = replace(again, data=replace(own, preparation=again.data.preparation))
        return _noted(again, KEPT) if is_chosen else again, choices
    if own.problem:
        again = replace(again, data=replace(own, preparation=again.data.preparation))
        return _noted(again, REPLACED_STEPS), choices
    return _noted(replace(again, data=own, notes=tuple(_renumbered(again, own))), KEPT_STEPS), choices


def lacking(proposal: Proposal) -> str:
    """The name of a column whose categories have to be read from the file first; empty when all are known."""
    table, profile = _parts(proposal)
    used = (column.name for column in table.used() if column.kind == "category" and not column.categories)
    return next((name for name in used if profile.column(name).statistics.distinct), "")


def _parts(proposal: Proposal) -> tuple[Table, Profile]:
    assert isinstance(proposal.data.source, Table) and isinstance(proposal.details, Profile)
    return proposal.data.source, proposal.details


def _renumbered(proposal: Proposal, kept: DataOptions) -> Iterator[Note]:
    """The notes with the reasons of those steps alone that were kept."""
    for note in proposal.notes:
        if note.step is None:
            yield note
        elif (step := proposal.data.preparation[note.step]) in kept.preparation:
            yield replace(note, step=kept.preparation.index(step))


def _noted(proposal: Proposal, note: Note) -> Proposal:
    return replace(proposal, notes=(note, *proposal.notes))
