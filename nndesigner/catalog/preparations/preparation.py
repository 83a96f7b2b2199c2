"""What every step of preparation promises."""

from collections.abc import Sequence

from pydantic import Field

from nndesigner.catalog.description import Column, ColumnKind, Description, NotPrepared, in_words
from nndesigner.catalog.entry import Entry


class Preparation(Entry, family="preparation"):
    """One thing that is done to the data before a network sees it, learned from the training part alone."""

    def describe(self, before: Description) -> Description:
        """The data after the step. Raises NotPrepared when it cannot be done."""
        raise TypeError(f"{type(self).__name__} does not say what becomes of the data.")


class OfColumns(Preparation):
    """A step that changes some columns of a table."""

    columns: tuple[str, ...] = Field((), description="Names of columns; without any, every input that it fits.")

    def chosen(self, before: Description) -> tuple[Column, ...]:
        """The columns that the step changes. Raises NotPrepared for a name that is not there or does not fit."""
        raise TypeError(f"{type(self).__name__} does not choose columns.")

    def of_kinds(self, before: Description, kinds: Sequence[ColumnKind], what: str) -> tuple[Column, ...]:
        """The columns that were named, which must be of these kinds, or else every input of them.

        `what` says what the kinds have in common: "numbers". Raises NotPrepared when there is none.
        """
        require_table(before, self.title())
        if not self.columns:
            fitting = tuple(column for column in before.inputs if column.kind in kinds)
            if not fitting:
                raise NotPrepared(f"{self.title()} works on {what}, but there is no input column of this kind.")
            return fitting
        return tuple(self._named(before, name, kinds, what) for name in dict.fromkeys(self.columns))

    def _named(self, before: Description, name: str, kinds: Sequence[ColumnKind], what: str) -> Column:
        column = before.column(name)
        if column is None:
            said = f"{self.title()} is to change the column {in_words(name)}, which is not there at this step."
            raise NotPrepared(f"{said} Move the step up if one before it replaces the column.")
        if column.kind not in kinds:
            found = {"number": "numbers", "category": "categories", "text": "text"}[column.kind]
            raise NotPrepared(f"{self.title()} works on {what}, but the column {in_words(name)} holds {found}.")
        return column


def require_table(before: Description, title: str) -> None:
    """Raise NotPrepared unless there are columns to change."""
    if not before.columns:
        samples = f"samples of shape {before.shape}" if before.shape else "nothing yet"
        raise NotPrepared(f"{title} works on the columns of a table, but the data is {samples}.")
