"""Why a column of a table is used as it is, in sentences."""

import re
from collections.abc import Iterator

from nndesigner.catalog.description import ColumnKind, in_words
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import TableColumn
from nndesigner.data.opening import Note
from nndesigner.data.tables.aims import asks_for_class
from nndesigner.data.tables.choices import Choices
from nndesigner.data.tables.columns import ColumnProfile

_MANY_MISSING = 0.3
_RARE = 0.05
_BESIDE_TEXT = "it holds free text, which is learned from alone or not at all"
_DATES = "it holds dates or times; a number such as the days since then could be learned from"
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([T ]+\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2}.*)?")


def about_target(target: ColumnProfile, kind: ColumnKind, choices: Choices) -> Iterator[Note]:
    """Why the task is what it is, and what is odd about the classes."""
    name, found = in_words(target.name), target.statistics
    if kind != "category":
        other = " although it has few different values" if asks_for_class(target) else ""
        yield Note(f"{name} holds numbers, so the task is regression{other}.", about=target.name, is_of_target=True)
        return
    could_be = " and could be numbers to come close to" if target.kind == "number" and found.distinct > 2 else ""
    if target.name in choices.kinds:
        could_be = ""
    text = f"{name} has {grouped(found.distinct)} different values{could_be}, so the task is classification."
    yield Note(text, bool(could_be), about=target.name, is_of_target=True)
    if found.distinct == 1:
        said = f"{name} is always the same, so there is nothing to distinguish. Choose another target."
        yield Note(said, is_warning=True, about=target.name)
    rare = [in_words(value) for value, number in _counts(target) if number < _RARE * found.known / found.distinct]
    if rare:
        are = "are" if len(rare) > 1 else "is"
        said = f"Of {name}, {', '.join(rare[:3])} {are} rare: accuracy says little about it."
        yield Note(f"{said} Balanced class weights of the loss make up for it.", is_warning=True, about=target.name)


def about_column(column: TableColumn, profile: ColumnProfile, choices: Choices, alone: str) -> Iterator[Note]:
    """Why a column is ignored, and what is odd about it. `alone` is a text for which others are left out."""
    yield from _about_use(column, profile, choices, alone)
    name, found = in_words(column.name), profile.statistics
    if column.use != "ignored" and found.missing > _MANY_MISSING * found.count:
        yield Note(f"{name} is missing {100 * found.missing / found.count:.1f} % of its values.", True, column.name)
    elif column.use != "ignored" and found.missing:
        values = "value" if found.missing == 1 else "values"
        yield Note(f"{name} is missing {grouped(found.missing)} {values}.", about=column.name)
    yield from (Note(f"{name}: {note}.", is_warning=True, about=column.name) for note in profile.notes)


def why_kind(column: ColumnProfile, kind: ColumnKind) -> str:
    """Why a column is taken to hold what it does: "all its values are numbers"."""
    found = column.statistics
    if kind != column.kind:
        return "you chose it, or the task asks for it"
    if kind == "number":
        return "all its values are numbers"
    values = f"it has {grouped(found.distinct)} different values"
    return f"{values} that are no numbers" if kind == "category" else f"{values}, which hardly repeat"


def why_ignored(column: ColumnProfile) -> str:
    """Why a column is of no use beside others: "it is always the same"."""
    values = [value for value, _ in column.statistics.top]
    if column.why_ignored and values and all(map(_DATE.fullmatch, values)):
        return _DATES
    return column.why_ignored or _BESIDE_TEXT


def _about_use(column: TableColumn, profile: ColumnProfile, choices: Choices, alone: str) -> Iterator[Note]:
    name = in_words(column.name)
    if column.name == alone:
        said = f"{name} holds free text, which is learned from alone, so the other columns are ignored."
        yield Note(said, is_warning=True, about=column.name)
    elif column.use == "ignored" and column.name in choices.uses:
        yield Note(f"{name} is ignored: you left it out.", about=column.name)
    elif column.use == "ignored" and (profile.why_ignored or not alone):
        yield Note(f"{name} is ignored: {why_ignored(profile)}.", about=column.name)
    elif column.use == "input" and profile.why_ignored:
        yield Note(f"{name} is used although {why_ignored(profile)}.", is_warning=True, about=column.name)
    elif column.use == "input" and column.kind == "text":
        yield Note(f"{name} holds free text, which becomes rows of words.", about=column.name)


def _counts(column: ColumnProfile) -> list[tuple[str, int]]:
    """The values of a column of few with their numbers of rows, as far as that is known."""
    found = column.statistics
    if found.top:
        return list(found.top)
    counts = [number for number in found.histogram if number]  # numbers that share no bin were counted one by one
    return list(zip(column.categories, counts, strict=True)) if len(counts) == len(column.categories) else []
