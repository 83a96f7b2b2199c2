"""What somebody wants of the columns of a table where it differs from what is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nndesigner.catalog.description import ColumnKind
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.table import Table, Use


class CannotChoose(UserError):
    """A column cannot be what it should be; the text says why."""


@dataclass(frozen=True)
class Choices:
    """By the names of columns: what they are for, what they hold, and the values of those with too many to be kept."""

    uses: Mapping[str, Use] = field(default_factory=dict)
    kinds: Mapping[str, ColumnKind] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_use(self, name: str, use: Use) -> "Choices":
        """The same with another use of one column; a new target takes the place of the one that was chosen."""
        others = {each: used for each, used in self.uses.items() if not use == used == "target"}
        return replace(self, uses={**others, name: use})

    def with_kind(self, name: str, kind: ColumnKind) -> "Choices":
        """The same with a column that holds something else."""
        return replace(self, kinds={**self.kinds, name: kind})

    def with_categories(self, name: str, categories: tuple[str, ...]) -> "Choices":
        """The same, knowing all values of a column."""
        return replace(self, categories={**self.categories, name: categories})


def chosen_in(table: Table, proposed: Table) -> Choices:
    """The choices by which `table` differs from what is `proposed` for columns of the same names."""
    new = {column.name: column for column in proposed.columns}
    kept = [column for column in table.columns if column.name in new]
    uses = {column.name: column.use for column in kept if column.use != new[column.name].use}
    kinds = {column.name: column.kind for column in kept if column.kind != new[column.name].kind}
    return Choices(uses, kinds)
