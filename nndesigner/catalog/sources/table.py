"""A table of one's own: what was found in its file when it was opened, and what each column is for."""

from pathlib import PurePath
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nndesigner.catalog.description import INFINITE, Column, ColumnKind, Description, in_words
from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Target, Values

Use = Literal["input", "target", "ignored"]
MOST_ROWS = 10**12
MISSING = (
    *("", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "null", "NULL", "Null", "?", "None"),
    *("NaN", "nan", "NAN", "-NaN", "-nan"),
)
"""What stands in a text file or a workbook where a value is missing."""


class TableColumn(BaseModel):
    """One column of a file: what it holds, and what it is for. `low` and `high` are None where they are unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str
    kind: ColumnKind = "number"
    use: Use = "input"
    categories: tuple[str, ...] = ()
    missing: Annotated[int, Field(ge=0, le=MOST_ROWS)] = 0
    low: float | None = None
    high: float | None = None

    def changed(self, **values: object) -> "TableColumn":
        """The same with some values changed. Raises pydantic's ValidationError."""
        return type(self).model_validate({**self.model_dump(), **values})

    def described(self) -> Column:
        """The column as steps of preparation see it."""
        low = -INFINITE if self.low is None else self.low
        high = INFINITE if self.high is None else self.high
        return Column(self.name, self.kind, self.categories, self.missing, low, high)


class Table(Source, kind="table", title="Table", group="Your data"):
    """Rows of a file of yours: CSV and its relatives, Parquet or Excel; each row is a sample.

    What each column holds and what it is for was proposed when the file was opened, and can be corrected. Categories
    and missing values are turned into numbers by the steps of preparation.
    """

    origin: ClassVar[str] = "A file of yours"
    when_to_use: ClassVar[str] = "For your own measurements, customers, houses: one row each, one column for each fact."
    when_not: ClassVar[str] = "For pictures, which have a source of their own."

    file: FileReference = Field(FileReference(), description="The file that the rows are in.")
    layout: Literal["text", "parquet", "excel"] = Field(
        "text", description="text: fields between separators, such as CSV; parquet: Parquet; excel: a workbook."
    )
    separator: Literal[",", ";", "\t", "|"] = Field(",", description="What stands between two fields of a row.")
    encoding: Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "latin-1"] = Field(
        "utf-8", description="How the letters are written as bytes."
    )
    decimal: Literal[".", ","] = Field(".", description="What stands before the decimals of a number.")
    has_header: bool = Field(True, description="Whether the first row holds the names of the columns.")
    sheet: str = Field("", description="The sheet of the workbook.")
    columns: tuple[TableColumn, ...] = Field((), description="All columns of the file, in its order.")
    rows: int = Field(0, ge=0, le=MOST_ROWS, description="Rows of data in the file.")
    is_sampled: bool = Field(False, description="Whether only part of a large file was looked at, so rows are a guess.")

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if len({column.name for column in self.columns}) < len(self.columns):
            raise ValueError("should have columns of different names")
        return self

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return ()  # a table has an editor of its own

    def used(self) -> tuple[TableColumn, ...]:
        """The columns that are not ignored."""
        return tuple(column for column in self.columns if column.use != "ignored")

    def target_names(self) -> tuple[str, ...]:
        """The names of the columns to predict."""
        return tuple(column.name for column in self.columns if column.use == "target")

    def with_column(self, name: str, **values: object) -> "Table":
        """The same with another kind or use of one column. Raises ParameterProblem."""
        columns = [{**each.model_dump(), **values} if each.name == name else each for each in self.columns]
        return self.changed(columns=columns)

    def unready(self) -> str:
        return "" if self.columns else super().unready()

    def describe(self) -> Description:
        return Description(tuple(column.described() for column in self.used()), self.target_names())

    def sample_shape(self) -> Shape:
        return self.describe().sample_shape()

    def target(self) -> Target:
        return self.describe().target() or Values(Shape(F=1))

    def counts(self) -> tuple[int, int]:
        return self.rows, 0

    def contents(self) -> str:
        if not self.file.path:
            return "No table has been opened yet."
        columns = "1 column" if len(self.columns) == 1 else f"{len(self.columns)} columns"
        about, rows = "About " if self.is_sampled else "", "row" if self.rows == 1 else "rows"
        name = in_words(PurePath(self.file.path).name)
        return f"{about}{grouped(self.rows)} {rows} and {columns} in {name}"
