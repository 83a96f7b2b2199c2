"""What every step of preparation promises."""

from pydantic import Field

from nndesigner.catalog.description import Column, Description
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
        """The columns that the step changes. Raises NotPrepared for a name that is not there."""
        raise TypeError(f"{type(self).__name__} does not choose columns.")
