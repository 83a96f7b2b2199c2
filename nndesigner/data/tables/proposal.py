"""What to make of a table: the use of each column, the steps of preparation, and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from nndesigner.catalog.description import in_words
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table, TableColumn, Use
from nndesigner.data.opening import Note, Proposal
from nndesigner.data.tables.aims import aim, asks_for_class
from nndesigner.data.tables.columns import FEW, ColumnProfile
from nndesigner.data.tables.profile import Profile
from nndesigner.design.options import DataOptions

REGRESSION, CLASSIFICATION = "regression", "classification"
_FAR = 20.0
"""Standard deviations from the mean at which one value would outweigh all others."""
_MANY_MISSING = 0.3
_RARE = 0.05


def proposed(table: Table, profile: Profile, notes: Sequence[Note]) -> Proposal:
    """The proposal for a table of which all columns were looked at."""
    target, why = aim(profile.columns)
    is_class = target is not None and asks_for_class(target)
    texts = _texts(profile, target)
    uses = [_use(column, target, texts) for column in profile.columns]
    if "input" not in uses:  # better a number of the row than nothing
        uses = [_use_at_need(column, use) for column, use in zip(profile.columns, uses, strict=True)]
    columns = tuple(
        _column(column, use, is_class and column is target, profile)
        for column, use in zip(profile.columns, uses, strict=True)
    )
    table = table.changed(columns=[column.model_dump() for column in columns])
    said = [*notes, Note(why, is_warning=target is None or "name" not in why)]
    said += _about_target(target, is_class) if target else []
    said += [note for column in columns for note in _about(column, profile.column(column.name), texts)]
    steps = tuple(_steps(table, profile, said))
    task = (CLASSIFICATION if is_class else REGRESSION) if target else ""
    return Proposal(DataOptions(source=table, preparation=steps), tuple(said), task, profile)


def _texts(profile: Profile, target: ColumnProfile | None) -> list[str]:
    """The one column of free text that is to be learned from, where nothing else is."""
    others = [each for each in profile.columns if each is not target and not each.why_ignored]
    texts = [each for each in others if each.kind == "text"]
    return [texts[-1].name] if texts and len(texts) == len(others) else []


def _use(column: ColumnProfile, target: ColumnProfile | None, texts: list[str]) -> Use:
    if column is target:
        return "target"
    is_unread = column.kind == "text" and column.name not in texts
    return "ignored" if column.why_ignored or is_unread else "input"


def _use_at_need(column: ColumnProfile, use: Use) -> Use:
    return "input" if use == "ignored" and column.kind == "number" and column.statistics.distinct > 1 else use


def _column(column: ColumnProfile, use: Use, is_class: bool, profile: Profile) -> TableColumn:
    found = column.statistics
    kind = "category" if is_class else column.kind
    missing = found.missing
    if profile.is_sampled:  # rows that were not read may miss values too
        missing = max(round(missing * profile.rows / max(found.count, 1)), 1)
    categories = column.categories if kind == "category" else ()
    low, high = (found.low, found.high) if kind == "number" else (None, None)
    return TableColumn(name=column.name, kind=kind, use=use, categories=categories, missing=missing, low=low, high=high)


def _about_target(target: ColumnProfile, is_class: bool) -> Iterator[Note]:
    name, found = in_words(target.name), target.statistics
    if not is_class:
        yield Note(f"{name} holds numbers, so the task is regression.")
        return
    few = " and could be numbers to come close to" if target.kind == "number" and found.distinct > 2 else ""
    yield Note(f"{name} has {found.distinct} different values{few}, so the task is classification.", bool(few))
    if found.distinct == 1:
        yield Note(f"{name} is always the same, so there is nothing to tell apart. Choose another target.", True)
    rare = [in_words(value) for value, number in found.top if number < _RARE * found.known / max(found.distinct, 1)]
    if rare:
        yield Note(f"Of {name}, {', '.join(rare[:3])} is rare: accuracy says little about it.", is_warning=True)


def _about(column: TableColumn, profile: ColumnProfile, texts: list[str]) -> Iterator[Note]:
    name, found = in_words(column.name), profile.statistics
    if column.use == "ignored":
        reason = profile.why_ignored or "it holds free text, which is learned from alone or not at all"
        yield Note(f"{name} is ignored: {reason}.")
    elif column.name in texts:
        yield Note(f"{name} holds free text, which becomes rows of words.")
    elif found.missing > _MANY_MISSING * found.count:
        yield Note(f"{name} misses {found.missing / found.count:.0%} of its values.", is_warning=True)
    elif found.missing:
        yield Note(f"{name} misses {grouped(found.missing)} {'value' if found.missing == 1 else 'values'}.")
    yield from (Note(f"{name}: {note}.", is_warning=True) for note in profile.notes)


def _steps(table: Table, profile: Profile, notes: list[Note]) -> Iterator[Preparation]:
    inputs = [column for column in table.columns if column.use == "input"]
    targets = [column for column in table.columns if column.use == "target"]
    numbers = [column.name for column in inputs if column.kind == "number"]
    others = [column.name for column in inputs if column.kind == "category"]
    missing = {column.name for column in table.used() if column.missing}
    if lost := [column.name for column in targets if column.name in missing]:
        yield _step("drop_missing", notes, "rows without a target teach nothing", columns=lost)
    if gaps := [name for name in numbers if name in missing]:
        why = "the median takes the place of missing numbers"
        yield _step("fill_missing", notes, why, columns=gaps, strategy="median")
    if gaps := [column.name for column in inputs if column.kind != "number" and column.name in missing]:
        why = "the most frequent value takes the place of missing words"
        yield _step("fill_missing", notes, why, columns=gaps, strategy="most_frequent")
    if far := [name for name in numbers if _has_far(profile.column(name))]:
        why = f"{', '.join(map(in_words, far[:3]))} has values more than {_FAR:g} deviations from the mean"
        yield _step("clip", notes, why, columns=far, low_quantile=0.001, high_quantile=0.999)
    if others:
        yield _step("one_hot", notes, "a network reads numbers, not words", columns=others)
    amounts = [column.name for column in targets if column.kind == "number"]
    if numbers or amounts:
        yield _step("standardize", notes, "numbers of one size are learned fastest", columns=[*numbers, *amounts])
    if text := [column.name for column in inputs if column.kind == "text"]:
        yield _step("tokens", notes, "a network reads numbers, not words", columns=text)


def _step(kind: str, notes: list[Note], why: str, **values: Any) -> Preparation:
    step = Preparation.of_kind(kind, values)
    notes.append(Note(f"{step.title()}: {why}."))
    return step


def _has_far(column: ColumnProfile) -> bool:
    found = column.statistics
    if found.distinct <= FEW or not found.deviation or found.mean is None or found.low is None or found.high is None:
        return False
    return max(found.high - found.mean, found.mean - found.low) > _FAR * found.deviation
