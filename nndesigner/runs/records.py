"""The curves in a record, as a history."""

from nndesigner.project.record import Record
from nndesigner.training.history import History


def history_of(record: Record) -> History:
    """The curves of a run; empty when they are not kept. Raises UserError when they are damaged."""
    plain = record.history()
    return History() if plain is None else History.from_plain(plain)
