"""What is known about data without reading it: the columns of a table, or the shape of its samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.shortening import shortened
from nndesigner.catalog.targets import Classes, Target, Values

ColumnKind = Literal["number", "category", "text"]
INFINITE = float("inf")


class NotPrepared(UserError):
    """Data that a network cannot read yet; the text says which column, and what would help."""


@dataclass(frozen=True)
class Column:
    """One column of a table: `missing` rows have no value; `categories` are all its values, sorted, if it has kinds."""

    name: str
    kind: ColumnKind
    categories: tuple[str, ...] = ()
    missing: int = 0
    low: float = -INFINITE
    high: float = INFINITE


@dataclass(frozen=True)
class Description:
    """Data before or after a step of preparation.

    A table has `columns`, and in `targets` the names of those to predict. Other data has samples of one
    `shape`, numbers from `low` to `high` or, with a `vocabulary`, rows of symbols.
    """

    columns: tuple[Column, ...] = ()
    targets: tuple[str, ...] = ()
    shape: Shape | None = None
    vocabulary: tuple[str, ...] = ()
    low: float = -INFINITE
    high: float = INFINITE

    def __post_init__(self) -> None:
        if self.columns and self.shape is None:
            # the range of a table is that of its inputs, so that nobody has to keep both in step
            object.__setattr__(self, "low", min((column.low for column in self.inputs), default=-INFINITE))
            object.__setattr__(self, "high", max((column.high for column in self.inputs), default=INFINITE))

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that samples consist of."""
        return tuple(column for column in self.columns if column.name not in self.targets)

    def column(self, name: str) -> Column | None:
        """The column called `name`."""
        return next((column for column in self.columns if column.name == name), None)

    def with_columns(self, changed: Sequence[Column]) -> "Description":
        """The same with the columns of these names replaced."""
        new = {column.name: column for column in changed}
        return replace(self, columns=tuple(new.get(column.name, column) for column in self.columns))

    def sample_shape(self) -> Shape:
        """The shape of one sample, once everything is a number."""
        return self.shape or Shape(F=max(len(self.inputs), 1))

    def target(self) -> Target | None:
        """What is to be predicted, as far as the columns show it: one with categories asks for a class."""
        wanted = [column for name in self.targets if (column := self.column(name))]
        if len(wanted) == 1 and wanted[0].kind == "category":
            return Classes(wanted[0].categories)
        if not wanted:
            return None
        low, high = min(column.low for column in wanted), max(column.high for column in wanted)
        return Values(Shape(F=len(wanted)), low, high)

    def unfinished(self) -> str:
        """Why the columns cannot be learned from as they are; empty when they can."""
        if not self.columns:
            return ""
        if not self.inputs and self.shape is None:
            return "There is no column left to learn from."
        if not any(self.column(name) for name in self.targets):
            return "No column is chosen as the target."
        # gaps come first everywhere: they have to be closed before categories become numbers
        ordered = sorted(self.columns, key=lambda column: (column.kind != "text", not column.missing))
        return next((problem for column in ordered if (problem := self._unfinished(column))), "")

    def _unfinished(self, column: Column) -> str:
        name, is_target = in_words(column.name), column.name in self.targets
        if column.kind == "text":
            return f"The column {name} holds text. Leave it out, or turn it into tokens."
        if column.missing:
            return f"The column {name} is missing {gaps(column.missing)}. Fill them, or leave these rows out."
        if column.kind == "category" and not is_target:
            return f"The column {name} holds categories. Turn it into numbers with One-hot."
        if column.kind == "category" and len(self.targets) > 1:
            return f"The target {name} holds categories, which can only be predicted when it is the only target."
        if column.kind == "category" and len(column.categories) < 2:
            return f"The target {name} has the same value in every row, so there is nothing to learn."
        return ""


def gaps(missing: int) -> str:
    """So many missing values, in words."""
    return "1 value" if missing == 1 else f"{grouped(missing)} values"


def in_words(name: str) -> str:
    """The name of a column as it can stand in a sentence: on one line, not too long, and isolated when it is written
    from right to left."""
    line = shortened(" ".join(name.split()), 60)
    return line if line.isascii() and line else f"\u2068{line or '(no name)'}\u2069"
