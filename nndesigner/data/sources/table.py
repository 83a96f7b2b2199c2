"""Opens tables, and reads the rows of those that were opened."""

from pathlib import Path

from nndesigner.catalog.sources.table import Table
from nndesigner.data.opening import Proposal, Watch, opens
from nndesigner.data.samples import Records, UnreadableData, reads
from nndesigner.data.tables.profile import profile
from nndesigner.data.tables.proposal import proposed
from nndesigner.data.tables.records import records
from nndesigner.data.tables.rows import PARQUET, WORKBOOKS, look

TEXT = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")


@opens(*TEXT, *PARQUET, *WORKBOOKS)
def open_table(path: Path, watch: Watch) -> Proposal:
    """Look at every column of the table in the file at `path`."""
    rows = look(path, watch)
    return proposed(rows.table, profile(rows, watch), rows.notes)


@reads("table")
def read(table: Table) -> Records:
    """The rows of the file, with the columns that are used."""
    if not table.file.path:
        raise UnreadableData("No table has been opened yet. Choose a file.")
    return records(table)
