"""Categories turned into numbers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from nndesigner.catalog.description import Column, Description, NotPrepared, in_words
from nndesigner.catalog.preparations.preparation import OfColumns

MOST_CATEGORIES = 1000
"""Categories of one column that become columns of their own."""


class OneHot(OfColumns, kind="one_hot", title="One-hot", group="Categories"):
    """Gives every category a column of its own, with 1 in the rows that have it and 0 in all others.

    A row whose value is missing, or a category that the table did not have, gets 0 in all of them.
    """

    formula: ClassVar[str] = r"x'_k = 1 \ \mathrm{if} \ x = c_k, \ \mathrm{otherwise} \ 0"
    when_to_use: ClassVar[str] = "For columns that name kinds which have no order, such as colours or places."
    when_not: ClassVar[str] = "For hundreds of categories, and for the target: its classes are numbered."

    def chosen(self, before: Description) -> tuple[Column, ...]:
        columns = self.of_kinds(before, ("category",), "categories")
        for column in columns:
            name, number = in_words(column.name), len(column.categories)
            if column.name in before.targets:
                raise NotPrepared(f"One-hot is for inputs, but the column {name} is the target.")
            if number > MOST_CATEGORIES:
                message = f"One-hot makes at most {MOST_CATEGORIES} columns of one, but {name} has {number} categories."
                raise NotPrepared(f"{message} Leave the column out.")
            if not number:
                raise NotPrepared(f"One-hot needs to know the categories of {name}, but there are none.")
        return columns

    def describe(self, before: Description) -> Description:
        names = self.names(before)
        columns: list[Column] = []
        for column in before.columns:
            if column.name in names:
                columns += [Column(name, "number", low=0.0, high=1.0) for name in names[column.name]]
            else:
                columns.append(column)
        return replace(before, columns=tuple(columns))

    def names(self, before: Description) -> dict[str, tuple[str, ...]]:
        """The names of the new columns for every column that is replaced, in the order of its categories."""
        taken = {column.name for column in before.columns}
        found = {}
        for column in self.chosen(before):
            found[column.name] = tuple(_free_names(column, taken))
            taken |= set(found[column.name])
        return found


def _free_names(column: Column, taken: set[str]) -> Iterable[str]:
    given: set[str] = set()
    for category in column.categories:
        name = f"{column.name} = {category}"
        while name in taken or name in given:
            name += "'"
        given.add(name)
        yield name
