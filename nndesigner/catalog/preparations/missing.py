"""Missing values: filled, or their rows left out."""

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.description import Column, Description, NotPrepared
from nndesigner.catalog.preparations.preparation import OfColumns


class FillMissing(OfColumns, kind="fill_missing", title="Fill missing values", group="Missing values"):
    """Puts a usual value of the column where a value is missing.

    The value is learned from the training part alone and is the same wherever the network is used. Columns without
    gaps get one too, for rows that come later. Categories have no median or mean: whichever of these is chosen, they
    get the most frequent one. Empty texts stay empty texts.
    """

    formula: ClassVar[str] = r"x' = \mathrm{median}(x) \quad \mathrm{where} \ x \ \mathrm{is \ missing}"
    when_to_use: ClassVar[str] = "When few values are missing, or when rows with gaps need predictions too."
    when_not: ClassVar[str] = (
        "When most of a column is missing: leave the column out. For a target: leave the rows out."
    )

    strategy: Literal["median", "mean", "most_frequent", "constant"] = Field(
        "median",
        description="median: the middle value; mean: the average; most_frequent: the value that occurs most often; "
        "constant: the number below.",
    )
    value: float = Field(0.0, ge=-1e9, le=1e9, description="What gaps in numbers get, with the strategy constant.")

    def chosen(self, before: Description) -> tuple[Column, ...]:
        return self.of_kinds(before, ("number", "category", "text"), "columns")

    def describe(self, before: Description) -> Description:
        return before.with_columns([self._filled(column) for column in self.chosen(before)])

    def _filled(self, column: Column) -> Column:
        if column.kind == "number" and self.strategy == "constant":
            low, high = min(column.low, self.value), max(column.high, self.value)
            return replace(column, missing=0, low=low, high=high)
        return replace(column, missing=0)


class DropMissing(OfColumns, kind="drop_missing", title="Leave rows with gaps out", group="Missing values"):
    """Leaves out every row in which a value is missing.

    The rows are left out everywhere: while learning, validating and testing, and when the exported network is used.
    """

    formula: ClassVar[str] = r"\{ x \in X : \ \mathrm{no \ value \ is \ missing} \}"
    when_to_use: ClassVar[str] = "When few rows have gaps, or when it is the target that is missing."
    when_not: ClassVar[str] = "When many rows have gaps, or when gaps are not there by chance: what is left is biased."

    columns: tuple[str, ...] = Field((), description="Names of columns; without any, all, the target too.")

    def chosen(self, before: Description) -> tuple[Column, ...]:
        if before.columns and not self.columns:
            return before.columns
        return self.of_kinds(before, ("number", "category", "text"), "columns")

    def describe(self, before: Description) -> Description:
        if before.columns and before.shape is not None:
            raise NotPrepared("Rows with gaps have to be left out before the text becomes tokens.")
        return before.with_columns([replace(column, missing=0) for column in self.chosen(before)])
