"""The verb `data inspect`: what a file or folder holds, and what is proposed to be made of it."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table
from nndesigner.cli.failures import printable
from nndesigner.cli.tables import print_table
from nndesigner.cli.terminal import say, width_of
from nndesigner.data.opening import Note, Progress, Proposal, propose
from nndesigner.data.tables.columns import ColumnProfile
from nndesigner.data.tables.profile import Profile

BARS = " ▁▂▃▄▅▆▇█"
_LONGEST = 80
_PATIENCE = 0.3
"""Seconds that pass before something is told, and until it is told again."""


def inspect(options: argparse.Namespace) -> int:
    """Print what is at `options.path`, and the proposal."""
    with opening() as progress:
        proposal = propose(options.path, progress)
    if options.json:
        print(json.dumps(_plain(proposal), allow_nan=False))
        return 0
    source = proposal.data.source
    if isinstance(proposal.details, Profile) and isinstance(source, Table):
        _print_columns(proposal.details, source)
    said = [f"{source.title()}: {source.contents()}", *(in_words(note) for note in proposal.notes)]
    if proposal.data.problem:
        said.append(f"warning: {proposal.data.problem}")
    else:
        said.append(f"A network gets {proposal.data.sample_shape()} for each sample.")
    for sentence in said:
        say(printable(sentence), sys.stdout)
    return 0


def in_words(note: Note) -> str:
    """A note about data as a line."""
    return f"{'warning: ' if note.is_warning else ''}{note.text}"


def _plain(proposal: Proposal) -> dict[str, object]:
    data = proposal.data
    return {
        "source": data.source.to_plain(),
        "preparation": [step.to_plain() for step in data.preparation],
        "split": data.split.values(),
        "task": proposal.task or None,
        "sample_shape": None if data.problem else list(data.sample_shape()),
        "notes": [{"text": note.text, "is_warning": note.is_warning} for note in proposal.notes],
        "profile": proposal.details.to_plain() if proposal.details else None,
    }


def _print_columns(profile: Profile, table: Table) -> None:
    rows = []
    for column, chosen in zip(profile.columns, table.columns, strict=True):
        found = column.statistics
        cells = column.name, chosen.kind, chosen.use, grouped(found.missing), grouped(found.distinct), _values(column)
        rows.append([_short(cell) for cell in cells])
    print_table(("Column", "Kind", "Use", "Missing", "Distinct", "Values"), rows, right=[3, 4])


def _values(column: ColumnProfile) -> str:
    found = column.statistics
    if found.low is not None and found.high is not None:
        pairs = [sum(found.histogram[place : place + 2]) for place in range(0, len(found.histogram), 2)]
        bars = "".join(BARS[-(-number * (len(BARS) - 1) // max(pairs))] for number in pairs)
        return f"{bars} {found.low:g} to {found.high:g}"
    return ", ".join(f"{value} {grouped(number)}" for value, number in found.top[:3])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@contextmanager
def opening() -> Iterator[Progress | None]:
    """Tells on the error output how far opening is, where somebody looks on and it takes a moment; wiped at the end."""
    if width_of(sys.stderr) is None or os.environ.get("TERM") == "dumb":
        yield None
        return
    begun, told = monotonic(), 0.0

    def tell(what: str, done: float) -> None:
        nonlocal told
        now = monotonic()
        if now - begun > _PATIENCE and now - told > _PATIENCE:
            told = now
            print(f"\r\x1b[K{printable(_short(what))}, {100 * done:.0f} %", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
