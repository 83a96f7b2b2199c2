"""The doors to what reads data: imported only where it is needed, in the thread that needs it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.app.data.job import Tell

if TYPE_CHECKING:
    from nndesigner.catalog.sources.table import Table
    from nndesigner.data.opening import Proposal


def propose(path: Path, tell: Tell, is_cancelled: Callable[[], bool]) -> "Proposal":
    """What to make of the file or folder at `path`. Raises UserError."""
    from nndesigner.data.opening import propose

    return propose(path, tell, is_cancelled)


def categories(table: "Table", name: str) -> tuple[str, ...]:
    """All different values in one column of a table, read again. Raises UserError."""
    from nndesigner.data.tables.columns import categories_of
    from nndesigner.data.tables.records import column_values

    return categories_of(column_values(table, name))
