"""What to make of a table: the use of each column, the steps of preparation, and why.

The same function proposes when a table is opened and after every correction, so that what is said is never stale.
"""

from collections.abc import Sequence
from dataclasses import replace

from nndesigner.catalog.description import ColumnKind, in_words
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table, TableColumn, Use
from nndesigner.data.opening import Note, Proposal
from nndesigner.data.tables.aims import answered, asks_for_class
from nndesigner.data.tables.choices import CannotChoose, Choices
from nndesigner.data.tables.columns import MOST_CATEGORIES, ColumnProfile
from nndesigner.data.tables.profile import Profile
from nndesigner.data.tables.reasons import about_column, about_target
from nndesigner.data.tables.steps import steps
from nndesigner.design.options import DataOptions

REGRESSION, CLASSIFICATION = "regression", "classification"


def proposed(table: Table, profile: Profile, notes: Sequence[Note], choices: Choices | None = None) -> Proposal:
    """The proposal for a table of which all columns were looked at, with what somebody chose. Raises CannotChoose."""
    choices = choices or Choices()
    targets, why = answered(profile.columns, choices)
    kinds = {column.name: _kind(column, targets, choices) for column in profile.columns}
    uses = _uses(profile, targets, kinds, choices)
    columns = tuple(
        _column(column, uses[column.name], kinds[column.name], profile, choices) for column in profile.columns
    )
    table = table.changed(columns=[column.model_dump() for column in columns])
    said = [*notes, why, *(note for target in targets for note in about_target(target, kinds[target.name], choices))]
    alone = _alone(profile, kinds, uses, choices)
    said += [note for column in columns for note in about_column(column, profile.column(column.name), choices, alone)]
    preparation = []
    for number, (step, reason) in enumerate(steps(table, profile)):
        preparation.append(step)
        said.append(Note.of_step(number, step.title(), reason))
    is_class = len(targets) == 1 and kinds[targets[0].name] == "category"
    task = (CLASSIFICATION if is_class else REGRESSION) if targets else ""
    data = DataOptions(source=table, preparation=tuple(preparation))
    return Proposal(data, tuple(said), task, replace(profile, notes=tuple(notes)))


def _kind(column: ColumnProfile, targets: Sequence[ColumnProfile], choices: Choices) -> ColumnKind:
    name, found = in_words(column.name), column.statistics
    kind = choices.kinds.get(column.name, column.kind)
    is_code = kind == "text" and bool(column.why_ignored) and column.name not in choices.kinds
    if is_code and choices.uses.get(column.name) == "input":  # codes and names that somebody wants to learn from
        kind = "category"
    if column in targets and column.name not in choices.kinds:
        kind = "category" if asks_for_class(column) and len(targets) == 1 else kind
    if kind == "number" and column.kind != "number":
        raise CannotChoose(f"{name} holds words, which cannot be read as numbers. Categories fit them.")
    if kind == "text" and column in targets:
        raise CannotChoose(f"{name} is the target, which cannot be free text. Choose another target first.")
    if kind == "category" and found.distinct > MOST_CATEGORIES:
        many = f"{name} has {grouped(found.distinct)} different values, but categories may be {MOST_CATEGORIES} at most"
        raise CannotChoose(f"{many}. {'Keep it as numbers' if column.kind == 'number' else 'Leave it out'}.")
    return kind


def _uses(
    profile: Profile, targets: Sequence[ColumnProfile], kinds: dict[str, ColumnKind], choices: Choices
) -> dict[str, Use]:
    texts = _texts(profile, targets, kinds, choices)
    is_text_chosen = any(choices.uses.get(name) == "input" for name in texts)
    uses: dict[str, Use] = {}
    for column in profile.columns:
        is_unread = column.name not in texts and (kinds[column.name] == "text" or is_text_chosen)
        usual: Use = "ignored" if column.why_ignored or is_unread else "input"
        uses[column.name] = "target" if column in targets else choices.uses.get(column.name, usual)
    if "input" not in uses.values():  # better a number of the row than nothing
        for column in profile.columns:
            is_free = uses[column.name] == "ignored" and column.name not in choices.uses
            if is_free and kinds[column.name] == "number" and column.statistics.distinct > 1:
                uses[column.name] = "input"
    return uses


def _texts(
    profile: Profile, targets: Sequence[ColumnProfile], kinds: dict[str, ColumnKind], choices: Choices
) -> list[str]:
    """The columns of free text to be learned from: those that were chosen, or one where nothing else is."""
    texts = [column.name for column in profile.columns if column not in targets and kinds[column.name] == "text"]
    if chosen := [name for name in texts if choices.uses.get(name) == "input"]:
        return chosen
    others = [each.name for each in profile.columns if each not in targets and not each.why_ignored]
    return texts[-1:] if texts and set(others) <= set(texts) else []


def _alone(profile: Profile, kinds: dict[str, ColumnKind], uses: dict[str, Use], choices: Choices) -> str:
    """The column of free text for which all others are left out; empty when there is none."""
    chosen = [name for name, use in choices.uses.items() if use == "input" and kinds.get(name) == "text"]
    is_left_out = any(uses[column.name] == "ignored" and not column.why_ignored for column in profile.columns)
    return chosen[0] if chosen and is_left_out else ""


def _column(column: ColumnProfile, use: Use, kind: ColumnKind, profile: Profile, choices: Choices) -> TableColumn:
    found = column.statistics
    missing = found.missing
    if profile.is_sampled:  # rows that were not read may miss values too
        missing = max(round(missing * profile.rows / max(found.count, 1)), 1)
    known = column.categories or choices.categories.get(column.name, ())
    categories = known if kind == "category" else ()
    low, high = (found.low, found.high) if kind == "number" else (None, None)
    return TableColumn(name=column.name, kind=kind, use=use, categories=categories, missing=missing, low=low, high=high)
